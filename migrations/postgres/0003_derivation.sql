-- By which derivation of its kind the derived data of a row was made: of a publication its rendition and its terms, of
-- a document the columns that it is listed by, of a reference its listings, identifiers and links. What was made by
-- another number than that of the program is made again when the program starts; 0 is older than all of them.
alter table publication add column derivation bigint not null default 0;
alter table document add column derivation bigint not null default 0;
alter table reference add column derivation bigint not null default 0;
create index publication_by_derivation on publication (kind, derivation, id);
create index document_by_derivation on document (kind, derivation, id);
create index reference_by_derivation on reference (kind, derivation, key, visible_from);

-- Derived rows are replaced as a set, so those of one publication, or of one state of an instrument, have to be found.
create index publication_term_by_publication on publication_term (publication_id);
create index listing_by_instrument on listing (instrument_key, visible_from);

-- The number stands beside the publication now.
alter table rendition drop column renderer;
drop table kind_renderer;

-- What disclaimer rules look at in a content; facts are what an article states.
alter table rendition rename column facts to traits;
