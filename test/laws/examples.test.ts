import { afterAll, expect, test } from 'vitest'
import { putRules, rulesMax } from '../../src/disclaimers/rules.ts'
import { createProblemWriter } from '../../src/http/protocol/problem.ts'
import { type ProblemCode, refuse } from '../../src/kernel/refusal.ts'
import { problems } from '../../src/slices.ts'
import { insertDeliveries } from '../../src/webhooks/delivery/store.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { aBlock, aDisclaimer, aRule } from '../makers.ts'
import { isObject, resolved } from './document.ts'
import { type Call, createRecorder, withStableIds } from './recorder.ts'
import { readSource } from './source.ts'

const { app, http, db } = await testApp({ behind: afterAll })
const { call, uncalled, recorded } = createRecorder(http as never, resolved(app.swagger()) as never)

type Key = Readonly<Record<'authorization', string>>
const by = (key: Key, { etag, ...more }: Call & { readonly etag?: string } = {}): Call => ({
  ...more,
  headers: { ...key, ...(etag && { 'if-match': etag }), ...more.headers },
})
const one = 'limit=1'

/** Delivery, while there is the sample alone. */
async function read() {
  for (const name of ['ArticleVersions', 'ProductMenus', 'Disclaimers', 'Entities', 'Instruments'])
    await call(`list${name}`, 200, { query: one })
  await call('listTopics', 200, { query: one })
  await call('listEvents', 200, { query: 'limit=1&type=article.published' })
  await call('streamEvents', 200, { query: 'type=article.published' })
  for (const name of ['ProductMenu', 'Disclaimer', 'DisclaimerVersion']) await call(`get${name}`, 200)
  for (const name of ['Entity', 'Instrument', 'Topic', 'Liveness', 'Readiness', 'Metrics'])
    await call(`get${name}`, 200)
  await call('listSuggestions', 200, { query: 'q=pal' })
  for (const name of ['SitemapIndex', 'NewsSitemap', 'Sitemap', 'Robots']) await call(`get${name}`, 200)
  await call('listArticleDisclaimers', 200, { query: 'explain=true' })
}

/** The desk, while there is the sample alone. */
async function readDesk(author: Key) {
  for (const name of ['DeskArticles', 'DeskProductMenus', 'DeskDisclaimers', 'DisclaimerRules', 'Keys'])
    await call(`list${name}`, 200, by(author, { query: one }))
  for (const name of ['EntityUses', 'InstrumentUses', 'TopicUses'])
    await call(`list${name}`, 200, by(author, { query: one }))
  for (const name of ['Revisions', 'ProductMenuRevisions', 'DisclaimerRevisions'])
    await call(`list${name}`, 200, by(author))
  for (const name of ['Entity', 'Instrument', 'Topic', 'DisclaimerRule'])
    await call(`getDesk${name}`, 200, by(author))
}

async function approve(path: { readonly id: string }, author: Key, editor: Key) {
  await call('submitArticle', 200, by(author, { path }))
  await call('approveArticle', 200, by(editor, { path }))
}

/** An article that is shorter than that of the sample. */
async function readSmall(path: { readonly idOrSlug: string }) {
  await call('listArticles', 200, { query: `${one}&facets=topic,type` })
  await call('getArticle', 200, { path })
  await call('getArticleVersion', 200, { path })
  await call('listRelatedArticles', 200, { path })
}

/** An article from its draft to its retraction. */
async function writeArticle(author: Key, editor: Key) {
  const draft = await call('createArticle', 201, by(author))
  await call('listAudit', 200, by(author))
  const path = { id: draft.data.id }
  const { etag } = await call('getDeskArticle', 200, by(author, { path }))
  await call('getRevision', 200, by(author, { path }))
  await call('editArticle', 428, by(author, { path }))
  const { revision } = (await call('editArticle', 200, by(author, { path, etag }))).data
  await call('editArticle', 412, by(author, { path, etag }))
  await call('submitArticle', 200, by(author, { path }))
  await call('requestChanges', 200, by(editor, { path }))
  await call('publishArticle', 409, by(editor, { path, body: { revision } }))
  await call('submitArticle', 200, by(author, { path }))
  await call('approveArticle', 409, by(author, { path }))
  await call('approveArticle', 200, by(editor, { path }))
  const later = { revision, publishAt: '2026-04-02T06:00:00.000Z' }
  const pending = await call('publishArticle', 201, by(editor, { path, body: later }))
  await call('publishArticle', 409, by(editor, { path, body: later }))
  await call('cancelPublication', 204, by(editor, { path: { id: pending.data.id } }))
  const ended = { revision, expiresAt: '2026-03-01T00:00:00.000Z' }
  await call('publishArticle', 422, by(editor, { path, body: ended }))
  await call('publishArticle', 201, by(editor, { path, body: { revision } }))
  await call('correctArticle', 201, by(editor, { path }))
  await readSmall({ idOrSlug: draft.data.id })
  const preview = await call('createPreview', 201, by(author, { path }))
  await call('showPreview', 200, { path: { token: preview.data.url.split('/').at(-1) } })
  await call('getArticleNinjs', 200, { path: { idOrSlug: draft.data.id } })
  await call('getArticleJsonLd', 200, { path: { idOrSlug: draft.data.id } })
  await call('listArticleCorrections', 200, { path: { idOrSlug: draft.data.id } })
  await call('listCorrections', 200)
  await call('holdArticle', 200, by(editor, { path }))
  await call('releaseArticle', 200, by(editor, { path }))
  await call('retractArticle', 201, by(editor, { path }))
  await call('getArticle', 410, { path: { idOrSlug: draft.data.id } })
  const other = await call('createArticle', 201, by(author))
  await call('discardArticle', 200, by(author, { path: { id: other.data.id } }))
}

/** A translation of the sample, and the legal text that it needs. */
async function translate(author: Key, editor: Key) {
  const text = aDisclaimer({ key: 'risk-warning-and-disclaimer', locale: 'de' })
  const legal = { id: (await call('createDisclaimer', 201, by(author, { body: text }))).data.id }
  await call('publishDisclaimer', 201, by(author, { path: legal }))
  const body = [aBlock('OpenAI und AWS einigen sich.')]
  const translation = { of: 'art_7h2k9m4n1p8q3r5t', version: 1, method: 'human' }
  const draft = { locale: 'de', type: 'news', headline: 'OpenAI und AWS einigen sich', body, translation }
  const path = { id: (await call('createArticle', 201, by(author, { body: draft }))).data.id }
  await approve(path, author, editor)
  await call('publishArticle', 201, by(editor, { path }))
  await call('listArticleTranslations', 200)
}

async function writeOthers(author: Key) {
  for (const name of ['ProductMenu', 'Disclaimer']) {
    const path = { id: (await call(`create${name}`, 201, by(author))).data.id }
    await call(`create${name}`, 409, by(author))
    const { etag } = await call(`getDesk${name}`, 200, by(author, { path }))
    await call(`get${name}Revision`, 200, by(author, { path }))
    const edited = await call(`edit${name}`, 200, by(author, { path, etag }))
    await call(`edit${name}`, 422, by(author, { path, etag: edited.etag, body: { key: 'another' } }))
    await call(`discard${name}`, 200, by(author, { path }))
    const id = { id: (await call(`create${name}`, 201, by(author))).data.id }
    await call(`publish${name}`, 201, by(author, { path: id }))
  }
  for (const name of ['Entity', 'Instrument', 'Topic', 'DisclaimerRule']) {
    const { etag, url } = await call(`put${name}`, 201, by(author))
    const path = { key: decodeURIComponent(url.split('/').at(-1) ?? '') }
    await call(`delete${name}`, 204, by(author, { path, etag }))
  }
  const key = { id: (await call('createKey', 201, by(author))).data.id }
  await call('getKey', 200, by(author, { path: key }))
  await call('revokeKey', 204, by(author, { path: key }))
}

/** A webhook, and what came of a delivery: none goes out here. */
async function runWebhooks(author: Key) {
  const id = (await call('createWebhook', 201, by(author))).data.id
  const path = { id }
  await call('createWebhook', 422, by(author, { body: { url: 'https://127.0.0.1/hooks' } }))
  const { etag } = await call('getWebhook', 200, by(author, { path }))
  await call('editWebhook', 200, by(author, { path, etag }))
  for (const act of ['rotateWebhookSecret', 'testWebhook', 'replayWebhook', 'enableWebhook'])
    await call(act, 200, by(author, { path }))
  await call('listWebhooks', 200, by(author, { query: one }))
  const delivery = { webhook_id: id, at: '2026-03-31T12:00:00.000Z', seq: 29, attempt: 1, status: 204 }
  await db.write(({ tx }) => insertDeliveries(tx, [{ ...delivery, error: null, ms: 48 }]))
  await call('listWebhookDeliveries', 200, by(author, { path }))
  await call('deleteWebhook', 204, by(author, { path }))
}

/** One request for each code that a request can get from a healthy server. */
async function beRefused(author: Key, editor: Key) {
  for (const query of ['limit=0', 'nonsense=1', 'cursor=x']) await call('listArticles', 400, { query })
  await call('listArticles', 414, { query: `cursor=${'x'.repeat(9_000)}&type=${'x'.repeat(9_000)}` })
  await call('listArticles', 431, { headers: { 'x-long': 'x'.repeat(17_000) } })
  await call('listEvents', 400, { query: 'after=1000000' })
  await call('getArticle', 404, { path: { idOrSlug: 'nothing' } })
  await call('getArticle', 503, { query: 'minSeq=1000000' })
  await call('listDeskArticles', 401)
  await call('listDeskArticles', 401, { headers: { authorization: 'Bearer bt_0' } })
  const narrow = await withKey(db, ['references:write'])
  await call('listDeskArticles', 403, by(narrow))
  await call('createArticle', 400, by(author, { body: { headline: '' } }))
  await call('createArticle', 400, by(author, { headers: { 'idempotency-key': '' } }))
  await call('createArticle', 413, by(author, { body: { headline: 'x'.repeat(2 ** 20) } }))
  await call(
    'createArticle',
    415,
    by(author, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  )
  const again = { headers: { 'idempotency-key': 'again' } }
  const draft = { locale: 'en', type: 'news', headline: 'Shares fall', body: [aBlock('Shares fell.')] }
  const blocked = { ...draft, externalId: 'cms-1', blockedIn: ['FR'] }
  const { data } = await call('createArticle', 201, by(author, { ...again, body: blocked }))
  await call('createArticle', 422, by(author, { ...again, body: draft }))
  await call('createArticle', 409, by(author, { body: { ...draft, externalId: 'cms-1' } }))
  const path = { id: data.id }
  await call('editArticle', 400, by(author, { path, headers: { 'if-match': 'none' } }))
  await approve(path, author, editor)
  await call('publishArticle', 201, by(editor, { path }))
  await call('getArticle', 451, { path: { idOrSlug: data.id }, query: 'jurisdiction=FR' })
  const note = { key: 'n1', note: 'Is this right?', severity: 'high', blocking: true }
  const noted = await call('createArticle', 201, by(author, { body: { ...draft, editorialNotes: [note] } }))
  await approve({ id: noted.data.id }, author, editor)
  await call('publishArticle', 422, by(editor, { path: { id: noted.data.id } }))
}

/** With a retraction, and a short article. */
async function readFeeds() {
  const query = 'publishedFrom=2026-04-01T00:00:00Z&body=none'
  for (const name of ['Rss', 'Atom', 'Json']) await call(`get${name}Feed`, 200, { query })
  await call('getNinjsFeed', 200, { query: `${query}&q=shares` })
}

async function beRefusedReferences(author: Key) {
  const entity = { type: 'organisation', name: 'A company' }
  const put = (status: number, key: string, more: object) =>
    call('putEntity', status, by(author, { path: { key }, body: { ...entity, ...more } }))
  await put(201, 'retired-company', { retired: true })
  await put(422, 'other-company', { parent: 'retired-company' })
  await put(422, 'other-company', { parent: 'nothing' })
  const { data } = await call('getDeskEntity', 200, by(author, { path: { key: 'openai' } }))
  await put(409, 'other-company', { identifiers: data.identifiers })
  const { etag } = await call('getDeskEntity', 200, by(author))
  await call('deleteEntity', 409, by(author, { etag }))
  const disclaimer = await call('getDeskDisclaimer', 200, by(author))
  await call('cancelPublication', 409, by(author, { path: { id: disclaimer.data.publications.visible.id } }))
  await db.write((write) =>
    putRules(write, [aRule({ key: 'missing', disclaimer: 'missing', required: true })]),
  )
  await call('getArticle', 503)
}

/** What only a fault of the server, or a crowd, brings about. */
const others: Partial<Record<ProblemCode, string>> = {
  'request-timeout': 'The request did not arrive in time.',
  'idempotency-in-progress':
    'A request with this Idempotency-Key is still in progress. Try again in a second.',
  'rate-limited': 'This client has used up its rate limit. `Retry-After` says when to try again.',
  'too-many-streams': 'This client has as many streams open as it may. Close one, or poll.',
  'secret-key-missing': 'The server has no SECRET_KEY with which a secret could be encrypted.',
  'internal-error': 'An unexpected error occurred while answering the request.',
  overloaded: 'The server is overloaded. Try again in a second.',
  'storage-full': 'The store has no space left for writing.',
  'storage-unavailable': 'The store cannot be used at the moment. Try again in a second.',
  'clock-behind':
    'The clock of the server is 12 seconds behind the last instant of the store. Publish when it has caught up.',
  'too-many-rules': `At most ${rulesMax} disclaimer rules can be in force at once. Merge or delete some of them.`,
}

test('the details of problems that no test of the sample brings about are those of the program', () => {
  const text = readSource('src')
    .map((file) => file.text)
    .join('\n')
  for (const detail of Object.values(others))
    for (const part of detail.split(/\d+/)) expect(text).toContain(part)
})

test('the examples of the documents are what the sample is answered', async () => {
  const author = await withKey(db, undefined, 'Author')
  await read()
  await readDesk(author)
  const editor = await withKey(db, undefined, 'Editor')
  await writeArticle(author, editor)
  await writeOthers(author)
  await translate(author, editor)
  await beRefused(author, editor)
  await readFeeds()
  await beRefusedReferences(author)
  await runWebhooks(author)
  expect(uncalled()).toEqual([])

  const { answers, problems: met } = recorded()
  const lists = Object.values(answers).filter((one) => isObject(one) && 'page' in one && 'data' in one)
  for (const list of lists) expect(list).toHaveProperty('data.length', 1)
  const { answerOf } = createProblemWriter(problems)
  const requestId = 'q8Zr4TmW0000001'
  const composed = Object.entries(others).map(([code, detail]) => [
    code,
    JSON.parse(answerOf(refuse(code as ProblemCode, detail), '/v1', requestId).bytes.toString()),
  ])
  const examples = { answers, problems: { ...met, ...Object.fromEntries(composed) } }
  const text = withStableIds(`${JSON.stringify(examples, null, 2)}\n`)
  // If this fails, look at the difference and run `npm run openapi`.
  await expect(text).toMatchFileSnapshot('../../openapi/examples.json')
})
