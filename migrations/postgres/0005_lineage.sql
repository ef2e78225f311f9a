-- Names the tape of this store. A restore takes back entries that somebody has followed, and gives it another name.
alter table store_state add column lineage text collate "C" not null default '';
update store_state set lineage = 'tape_' || substr(md5(gen_random_uuid()::text), 1, 16);
