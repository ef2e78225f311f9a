import type { ColumnType, Selectable } from 'kysely'
import type { Instant } from '../values/time.ts'
import type { CacheTag, Collection } from './cache-tags.ts'

/** The columns of the store, as queries see them. The migrations document their meaning. */
export interface Tables {
  store_state: {
    id: number
    epoch: number
    instant: Instant
    lineage: string
    publish_lead_ms: number | null
  }
  touched_tag: { epoch: number; tag: CacheTag }
  document: {
    id: string
    kind: DocumentKind
    created_at: Instant
    change: Defaulted<number>
    changed_at: Defaulted<Instant>
    external_id: Defaulted<string | null>
    discarded_at: OnceSet<Instant>
    story_key: Defaulted<string | null>
    translation_of: Defaulted<string | null>
    translation_version: Defaulted<number | null>
    derivation: Defaulted<number>
  }
  document_name: { kind: DocumentKind; name: string; locale: string; document_id: string }
  revision: {
    document_id: string
    revision: number
    content: string
    created_at: Instant
    author: Defaulted<string>
  }
  review: {
    document_id: string
    revision: number
    at: Instant
    decision: 'submitted' | 'approved' | 'changes-requested'
    by: string
    reason: string | null
  }
  api_key: {
    id: string
    name: string
    sha256: string
    scopes: string
    created_at: Instant
    created_by: string
    expires_at: Instant | null
    revoked_at: OnceSet<Instant>
    last_used_at: OnceSet<Instant>
  }
  audit: {
    seq: number
    at: Instant
    key_id: string
    key_name: string
    act: string
    subject: string
    revision: number | null
    before_sha256: string | null
    after_sha256: string | null
    request_id: string | null
    note: string | null
  }
  idempotency: {
    key_id: string
    idempotency_key: string
    request_sha256: string
    status: number
    headers: string
    body: string
    at: Instant
  }
  preview: {
    sha256: string
    document_id: string
    revision: number
    created_by: string
    expires_at: Instant
  }
  publication: {
    id: string
    document_id: string
    kind: DocumentKind
    version: number
    revision: number
    signal: string
    name: string
    locale: string
    published_at: Instant
    updated_at: Instant
    visible_from: Instant
    visible_until: Instant | null
    expires_at: Instant | null
    retracted_at: OnceSet<Instant>
    recorded_at: Instant
    derivation: Defaulted<number>
    search_row: ColumnType<number | null, undefined, bigint | null>
    search_sha256: ColumnType<string | null, undefined, string | null>
  }
  rendition: {
    publication_id: string
    content: Buffer
    body: Buffer | null
    traits: string
    sha256: string
  }
  publication_term: { term: string; published_at: Instant; updated_at: Instant; publication_id: string }
  correction: {
    id: string
    document_id: string
    publication_id: string
    version: number
    kind: string
    severity: string
    block_key: string | null
    was: string
    now_is: string
    note: string
    at: Instant
  }
  hold: { document_id: string; at: Instant; reason: string; released_at: OnceSet<Instant> }
  retraction: {
    document_id: string
    id: string
    kind: string
    notice: string
    at: Instant
    first_visible_from: Instant
  }
  tape: {
    seq: number
    type: string
    at: Instant
    recorded_at: Instant
    subject: string
    version: number | null
    publication_id: string | null
    collection: Computed<Collection>
  }
  due: { at: Instant; publication_id: string; type: string; collection: Computed<Collection> }
  reference: {
    kind: ReferenceKind
    key: string
    visible_from: Instant
    visible_until: OnceSet<Instant>
    content: string
    derivation: Defaulted<number>
  }
  reference_identifier: { scheme: string; value: string; kind: ReferenceKind; key: string }
  reference_word: { kind: ReferenceKind; word: string; key: string }
  reference_link: { kind: ReferenceKind; key: string; target_kind: ReferenceKind; target_key: string }
  document_link: {
    target_kind: ReferenceKind | 'article'
    target_key: string
    /** Of the document, as is `kind`. */
    created_at: Instant
    document_id: string
    /** Empty for the newest revision. */
    publication_id: string
    kind: DocumentKind
  }
  webhook: {
    id: string
    url: string
    filter: string
    payload: 'thin' | 'full'
    description: string | null
    state: WebhookState
    after: number
    passed: number
    attempts: number
    failing_since: Instant | null
    next_at: Instant | null
    test_at: Instant | null
    public_key: string
    keys: Buffer
    previous_keys: Buffer | null
    previous_until: Instant | null
    change: number
    moves: number
    created_at: Instant
    delivered: number
    failed: number
  }
  webhook_delivery: {
    webhook_id: string
    at: Instant
    seq: number
    attempt: number
    status: number | null
    error: string | null
    ms: number
  }
  listing: {
    mic: string
    ticker: string
    instrument_key: string
    visible_from: Instant
    valid_from: Instant
    valid_to: Instant
  }
}

/** Without where the search index has it. */
export type PublicationRow = Omit<Selectable<Tables['publication']>, 'search_row' | 'search_sha256'>

export type DocumentKind = 'article' | 'product-menu' | 'disclaimer'
export type WebhookState = 'active' | 'failing' | 'disabled'
export type ReferenceKind = 'entity' | 'instrument' | 'topic' | 'disclaimer-rule'

/** Computed by the store from other columns. */
type Computed<Value> = ColumnType<Value, never, never>

/** Null on insert, set once later. */
type OnceSet<Value> = ColumnType<Value | null, undefined, Value>

/** Has a default in the store, used when absent on insert. */
type Defaulted<Value> = ColumnType<Value, Value | undefined, Value>
