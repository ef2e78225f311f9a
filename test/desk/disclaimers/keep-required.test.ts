import { expect, test } from 'vitest'
import { keepRequired } from '../../../src/desk/disclaimers/keep-required.ts'
import type { ServedAudiences } from '../../../src/disclaimers/gaps.ts'
import { disclaimerKind } from '../../../src/disclaimers/kind.ts'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { cancel, publish } from '../../../src/publishing/acts/publish.ts'
import { addRevision, createDocument } from '../../../src/publishing/documents/documents.ts'
import { testStore } from '../../helpers.ts'
import { aDisclaimer, aRule } from '../../makers.ts'

const service: ServedAudiences = { jurisdictions: [], defaultJurisdiction: null, defaultLocale: 'en' }
const key = 'capital-at-risk'
const soon = '2026-04-02T00:00:00.000Z'
const later = '2026-04-03T00:00:00.000Z'

/** A store, and the acts on one disclaimer key that may withhold content. */
async function opened(served: Partial<ServedAudiences> = {}) {
  const { db } = await testStore()
  const keep = { ...service, ...served }
  return {
    db,
    rule: (fields: Parameters<typeof aRule>[0] = {}) =>
      db.write((write) =>
        keepRequired(write, keep, key, () => putRules(write, [aRule({ required: true, ...fields })])),
      ),
    first: (fields: Parameters<typeof aDisclaimer>[0] = {}, times: object = {}) =>
      db.write((write) =>
        keepRequired(write, keep, key, async () => {
          const documentId = await createDocument(write, disclaimerKind, aDisclaimer(fields))
          return publish(write, disclaimerKind, { documentId, revision: 1, ...times })
        }),
      ),
    next: (documentId: string, fields: Parameters<typeof aDisclaimer>[0] = {}, times: object = {}) =>
      db.write((write) =>
        keepRequired(write, keep, key, async () => {
          const revision = await addRevision(write, disclaimerKind, documentId, aDisclaimer(fields))
          return publish(write, disclaimerKind, { documentId, revision, ...times })
        }),
      ),
    end: (publicationId: string) =>
      db.write((write) => keepRequired(write, keep, key, () => cancel(write, disclaimerKind, publicationId))),
  }
}

const refused = (...requiredBy: object[]) => ({
  code: 'disclaimer-required',
  extras: { members: { requiredBy } },
})

test('a text that a rule requires cannot be ended; one that no rule requires can', async () => {
  const { rule, first, end } = await opened()
  const { id } = await first()
  await rule({ required: false })
  await end(id)
  const again = await opened()
  const text = await again.first()
  await again.rule()
  await expect(again.end(text.id)).rejects.toMatchObject(
    refused({ rule: 'capital-everywhere', locale: 'en', jurisdiction: null }),
  )
})

test('one language can be ended if lookup finds another text for it, and not otherwise', async () => {
  const { rule, first, end } = await opened()
  await first({ locale: 'de' })
  const austrian = await first({ locale: 'de-AT' })
  const english = await first()
  await rule()
  await end(austrian.id)
  await expect(end(english.id)).rejects.toMatchObject(refused({ locale: 'en' }))
})

test('a new version for fewer jurisdictions is refused if a served one would lose its text', async () => {
  const served = { jurisdictions: ['DE', 'GB'], defaultJurisdiction: 'DE' }
  const { rule, first, next } = await opened(served)
  const { document_id } = await first()
  await rule()
  await expect(next(document_id, { jurisdictions: ['EU'] })).rejects.toMatchObject(
    refused({ jurisdiction: 'GB' }),
  )
  await next(document_id, { jurisdictions: ['EU', 'GB'] })
})

test('a future end is detected', async () => {
  const { rule, first, next } = await opened()
  const { document_id } = await first()
  await rule()
  await expect(next(document_id, {}, { expiresAt: later })).rejects.toMatchObject(refused({ from: later }))
  await next(document_id, {}, { publishAt: soon })
})

test('a successor before an expiry cannot be cancelled, and a rule cannot require a text that expires without one', async () => {
  const { rule, first, next, end } = await opened()
  const { document_id } = await first({}, { expiresAt: later })
  await expect(rule()).rejects.toMatchObject(refused({ from: later }))
  const pending = await next(document_id, {}, { publishAt: soon })
  await rule()
  await expect(end(pending.id)).rejects.toMatchObject(refused({ from: later }))
})

test('the first text in a language cannot have an end while a rule requires it', async () => {
  const { rule, first } = await opened()
  await first()
  await rule()
  await expect(first({ locale: 'fr' }, { expiresAt: later })).rejects.toMatchObject(
    refused({ locale: 'fr', from: later }),
  )
  await first({ locale: 'fr' })
})

test('a pending version can be cancelled if the previous one stays in force', async () => {
  const { rule, first, next, end } = await opened()
  const { document_id } = await first()
  await rule()
  const pending = await next(document_id, {}, { publishAt: soon })
  await end(pending.id)
})

test('a rule cannot require a text that is missing, or missing for its audience', async () => {
  const { rule, first } = await opened()
  await expect(rule()).rejects.toMatchObject(refused({ locale: 'en' }))
  await first({ jurisdictions: ['EU'] })
  await expect(rule()).rejects.toMatchObject(refused({ jurisdiction: null }))
  await rule({ when: { jurisdictions: ['EU'] } })
  await expect(rule({ when: { jurisdictions: ['EU', 'US'] } })).rejects.toMatchObject(
    refused({ jurisdiction: 'US' }),
  )
  await expect(
    rule({ key: 'other', when: { jurisdictions: ['EU'], locales: ['en', 'fr'] } }),
  ).rejects.toMatchObject(refused({ rule: 'other', locale: 'fr' }))
})

test('existing gaps block nothing', async () => {
  const { db, first, end } = await opened()
  await db.write((write) => putRules(write, [aRule({ required: true, when: { locales: ['fr'] } })]))
  await end((await first()).id)
})
