-- How far ahead of the clock all nodes date a write that alters a public answer, in milliseconds; null before the first.
alter table store_state add column publish_lead_ms bigint;
