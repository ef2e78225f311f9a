-- What documents refer to: references, and the article that a translation is made from. Derived, with one set for the
-- newest revision of a document, whose publication_id is '', and one for each of its publications. The instant at which
-- the document was created gives the order in which those that refer to one target are listed.
create table document_link (
  target_kind text collate "C" not null,
  target_key text collate "C" not null,
  created_at text collate "C" not null,
  document_id text collate "C" not null,
  publication_id text collate "C" not null,
  kind text collate "C" not null,
  primary key (target_kind, target_key, created_at, document_id, publication_id)
);
create index document_link_by_source on document_link (document_id, publication_id);
