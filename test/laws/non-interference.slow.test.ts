import { expect, test, vi } from 'vitest'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import type { Answer } from '../fuzz/connection.ts'
import { askAll, essence, type Question } from '../interference/ask.ts'
import { hide } from '../interference/hide.ts'
import { hideAtDesk } from '../interference/hide-desk.ts'
import { publicNewsroom } from '../interference/newsroom.ts'
import { showOnce } from '../interference/once.ts'
import { questionsOf } from '../interference/questions.ts'
import { canary } from '../interference/secret.ts'
import { compare, laterAt, namesOf, nobody, openWorld, type World } from '../interference/worlds.ts'

// Shown to fail for each query that forgets the predicate, one at a time, and where the ends of versions, the slugs of
// unpublished updates, or what is due later are told. The one exception is `listCorrectionsOf`: no correction waits.

/** Two copies of one store; the second also contains what `add` has put into it. */
async function twoWorlds(add: typeof hideAll) {
  const newsroom = await publicNewsroom()
  const plain = await openWorld(newsroom)
  const other = await openWorld(newsroom, add)
  const names = await namesOf(other)
  return { plain, other, names, questions: questionsOf(other.document, names) }
}

const hideAll: NonNullable<Parameters<typeof openWorld>[1]> = async (app, newsroom) => {
  await hide(app.db, newsroom)
  await hideAtDesk(app, newsroom)
}

/** A fault usually shows in hundreds of answers. */
const firstOf = <Item>(found: readonly Item[]) => found.slice(0, 3)

const asked = (target: string): Question => ({ method: 'GET', target })

test('two stores that differ only in never-public items answer every read byte-identically', async () => {
  const { plain, other, questions } = await twoWorlds(hideAll)
  expect(questions.length).toBeGreaterThan(2_000)
  expect(firstOf(await compare(plain, other, questions))).toEqual([])
  for (const { db, time, clock } of [plain, other]) {
    time.set(laterAt)
    await appendOverdue(db, clock.now)
  }
  const again = questions.filter((_, index) => index % 3 === 0)
  expect(firstOf(await compare(plain, other, again))).toEqual([])
  // That of a stream comes once its connection is closed.
  await vi.waitFor(() => expect(linesOf(other)).toEqual(linesOf(plain)), { timeout: 5_000, interval: 500 })
  expect(other.lines.join('')).not.toMatch(new RegExp(canary, 'i'))
  expect(await metricsOf(other)).toEqual(await metricsOf(plain))
}, 480_000)

/** Log lines without what differs at each request or in each process; streams are asked beside the others. */
const linesOf = ({ lines }: World) =>
  lines
    .filter((line) => !/Server listening|"route":"\/admin/.test(line))
    .map((line) => line.replaceAll(/"(?:time|ms)":[\d.]+|"reqId":"[^"]+"/g, ''))
    .toSorted()

/** Metrics of the store and the requests, without durations and the epoch. */
async function metricsOf({ port }: World) {
  const [answer] = await askAll(port, [asked('/metrics')])
  const text = answer?.body.toString() ?? ''
  expect(text).not.toMatch(new RegExp(canary, 'i'))
  return text
    .split('\n')
    .filter(
      (line) =>
        /^broadtape_(?!epoch|http_request_duration_seconds_(?:bucket|sum))/.test(line) &&
        !line.includes('/admin/'),
    )
}

test('hidden content is 404 with the same bytes as content that does not exist', async () => {
  const { other, names } = await twoWorlds(hideAll)
  const suffixes = [
    '',
    '/versions',
    '/versions/1',
    '/corrections',
    '/related',
    '/translations',
    '/disclaimers',
    '?asOf=2026-04-01T00:00:00Z',
  ]
  const of = (path: string, name: string) => suffixes.map((suffix) => asked(`${path}/${name}${suffix}`))
  for (const [path, all] of [
    ['/v1/articles', names.articles],
    ['/v1/product-menus', names.menus],
    ['/v1/disclaimers', names.disclaimers],
  ] as const) {
    const hidden = all.filter((name) => name.startsWith(canary))
    expect(hidden.length).toBeGreaterThan(0)
    const nothing = (await askAll(other.port, of(path, nobody))).map(essence)
    for (const name of hidden)
      expect((await askAll(other.port, of(path, name))).map(essence)).toEqual(nothing)
  }
})

test('content that was public once is in no current answer except the tape and the record of corrections', async () => {
  const { plain, other, questions } = await twoWorlds(({ db }) => showOnce(db))
  const now = questions.filter(
    (target) => !/[?&](?:asOf|cursor|minSeq)=|^\/v1\/events|\/corrections|^\/openapi/.test(target),
  )
  const [here, there] = [await askAll(plain.port, now.map(asked)), await askAll(other.port, now.map(asked))]
  const differing = now.filter((_, index) => contentOf(here[index]) !== contentOf(there[index]))
  expect(firstOf(differing)).toEqual([])
}, 480_000)

/** An answer without what depends on the moment of the last change: the cursor, and what changes with it. */
const contentOf = (answer: Answer | undefined) =>
  answer &&
  essence(answer)
    .replaceAll(/^(?:etag|link|content-length): .*\n/gim, '')
    .replace(/"next":"[^"]*"/, '"next":"…"')
    .replaceAll(/\bcursor=[\w-]+/g, 'cursor=…')
