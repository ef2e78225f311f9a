-- Receivers that are told of each entry of the tape, and what became of each attempt.

-- `filter` is a JSON object of lists. `after` is the entry delivered last, `passed` that to which the filter was asked,
-- which is never before it. `attempts`, `failing_since` and `next_at` are of the entry that is to be delivered next.
-- Keys are sealed: nobody who has the store alone can sign. `change` counts the accepted writes
-- of editors, `moves` those that have set another place.
create table webhook (
  id text collate "C" primary key,
  url text collate "C" not null,
  filter text collate "C" not null,
  payload text collate "C" not null check (payload in ('thin', 'full')),
  description text collate "C",
  state text collate "C" not null check (state in ('active', 'failing', 'disabled')),
  after bigint not null,
  passed bigint not null,
  attempts bigint not null,
  failing_since text collate "C",
  next_at text collate "C",
  test_at text collate "C",
  public_key text collate "C" not null,
  keys bytea not null,
  previous_keys bytea,
  previous_until text collate "C",
  change bigint not null,
  moves bigint not null,
  created_at text collate "C" not null,
  delivered bigint not null,
  failed bigint not null
);

-- An attempt of 0 is a test, which is of no entry: its `seq` is 0.
create table webhook_delivery (
  webhook_id text collate "C" not null,
  at text collate "C" not null,
  seq bigint not null,
  attempt bigint not null,
  status bigint,
  error text collate "C",
  ms bigint not null,
  primary key (webhook_id, at, seq, attempt)
);
create index webhook_delivery_by_age on webhook_delivery (at);
