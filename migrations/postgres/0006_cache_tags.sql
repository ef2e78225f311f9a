-- What the latest writes that can alter a public answer have touched, so that every process on the store drops the cached
-- answers that were made from it, and no others: ids of documents, collections, or '*' for everything.
create table touched_tag (
  epoch bigint not null,
  tag text collate "C" not null,
  primary key (epoch, tag)
);

-- The collection whose lists an entry changes. The last and the next change of each are asked for.
alter table tape add column collection text collate "C" not null generated always as (
  case
    when substr(type, 1, 8) = 'article.' then 'articles'
    when type = 'productMenu.changed' then 'menus'
    when type = 'disclaimer.changed' or substr(subject, 1, 16) = 'disclaimer-rule/' then 'disclaimers'
    else 'references'
  end
) stored;
alter table due add column collection text collate "C" not null generated always as (
  case
    when substr(type, 1, 8) = 'article.' then 'articles'
    when type = 'productMenu.changed' then 'menus'
    else 'disclaimers'
  end
) stored;
drop index tape_by_moment;
create index tape_by_collection on tape (collection, at);
create index due_by_collection on due (collection, at);
