-- Receivers that are told of each entry of the tape, and what became of each attempt.

-- `filter` is a JSON object of lists. `after` is the entry delivered last, `passed` that to which the filter was asked,
-- which is never before it. `attempts`, `failing_since` and `next_at` are of the entry that is to be delivered next.
-- Keys are sealed: nobody who has the store alone can sign. `change` counts the accepted writes
-- of editors, `moves` those that have set another place.
create table webhook (
  id text primary key,
  url text not null,
  filter text not null,
  payload text not null check (payload in ('thin', 'full')),
  description text,
  state text not null check (state in ('active', 'failing', 'disabled')),
  after integer not null,
  passed integer not null,
  attempts integer not null,
  failing_since text,
  next_at text,
  test_at text,
  public_key text not null,
  keys blob not null,
  previous_keys blob,
  previous_until text,
  change integer not null,
  moves integer not null,
  created_at text not null,
  delivered integer not null,
  failed integer not null
) strict;

-- An attempt of 0 is a test, which is of no entry: its `seq` is 0.
create table webhook_delivery (
  webhook_id text not null,
  at text not null,
  seq integer not null,
  attempt integer not null,
  status integer,
  error text,
  ms integer not null,
  primary key (webhook_id, at, seq, attempt)
) strict, without rowid;
create index webhook_delivery_by_age on webhook_delivery (at);
