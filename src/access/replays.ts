import { allSettled } from '../db/settled.ts'
import type { IdempotencyStore } from '../http/endpoints/access.ts'
import { refuse } from '../kernel/refusal.ts'
import { addMilliseconds, type Instant } from '../values/time.ts'
import { find, keep, prune } from './replay-store.ts'

const keptMs = 24 * 60 * 60 * 1_000
const keptSince = (at: Instant): Instant => addMilliseconds(at, -keptMs)

/** Idempotency records: answers to requests with an Idempotency-Key, replayed for 24 hours. */
export const replays: IdempotencyStore = {
  async find({ tx, at }, { keyId, idempotencyKey, sha256 }) {
    const row = await find(tx, { keyId, idempotencyKey, since: keptSince(at) })
    if (!row) return null
    if (row.request_sha256 !== sha256) throw mismatch()
    return { status: row.status, headers: JSON.parse(row.headers), body: row.body }
  },
  async keep({ tx, at }, { keyId, idempotencyKey, sha256 }, { status, headers, body }) {
    const row = { key_id: keyId, idempotency_key: idempotencyKey, request_sha256: sha256, status, body, at }
    await allSettled([prune(tx, keptSince(at)), keep(tx, { ...row, headers: JSON.stringify(headers) })])
  },
}

const mismatch = () =>
  refuse('idempotency-mismatch', 'This Idempotency-Key was already used for another request. Use a new one.')
