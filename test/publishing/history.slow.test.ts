import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRedirect, locate } from '../../src/articles/delivery/locate.ts'
import * as articles from '../../src/articles/delivery/store.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { derivables } from '../../src/kinds.ts'
import { rebuild } from '../../src/publishing/derived/rebuild.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { problems } from '../../src/slices.ts'
import { toInstant } from '../../src/values/time.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'
import { history, refusalOf, type Try } from './history.ts'
import { answerAt, type Entry, inOrder, replay, type Story, tapeOf, versionsAt } from './model.ts'
import { begin, type Outcome, orderOf, type Played, perform, promise, type Store } from './play.ts'

const runs = 300

/** What must have happened in so many histories, or they would prove little. */
const wanted = [
  ...['publish', 'cancel', 'correct', 'hold', 'release', 'retract'].map((type) => `${type} null`),
  'publish publication-pending',
  'publish state-conflict',
  'publish invalid-interval',
  'publish published-in-the-future',
  'cancel state-conflict',
  'correct publication-pending',
  'correct state-conflict',
  'correct slug-taken',
  'hold state-conflict',
  'release state-conflict',
  'retract state-conflict',
]
const seen = new Set<string>()

test('after any history, every moment answers as promised, and no write changes an earlier answer', {
  timeout: 60_000,
}, async () => {
  const store = await testStore()
  let number = 0
  await fc.assert(
    fc.asyncProperty(history, async (tries) => {
      number += 1
      store.time.advance(20)
      const begun = Date.parse(store.clock.now())
      const played = await begin(store, number)
      await playAll(store, played, tries)
      store.time.advance(40)
      await appendOverdue(store.db, store.clock.now)
      await compareAnswers(store, played, begun)
      await compareTape(store, played)
    }),
    { numRuns: runs },
  )
  await compareRebuilt(store)
  expect(wanted.filter((outcome) => !seen.has(outcome))).toEqual([])
})

async function playAll(store: Store, both: readonly [Played, Played], tries: readonly Try[]) {
  const given: Given[] = []
  let lastInstant = 0
  for (const attempt of tries) {
    const base = Date.parse(store.clock.now())
    for (const { id } of both) given.push({ id, moment: base, version: await versionAt(store, id, base) })
    store.time.advance(attempt.wait)
    if (attempt.type === 'poll') await appendOverdue(store.db, store.clock.now)
    else {
      const { at } = await play(store, both[attempt.document], attempt, { base, given })
      expect(at, 'a write is later than all before it').toBeGreaterThan(Math.max(base, lastInstant))
      lastInstant = at
    }
  }
}

/** Tries it, and compares the outcome with the model's. */
async function play(
  store: Store,
  played: Played,
  attempt: Try,
  { base, given }: { base: number; given: Given[] },
): Promise<Outcome> {
  const story = replay(played.acts)
  const epoch = await epochOf(store)
  const outcome = await perform(store, played, attempt, base)
  seen.add(`${attempt.type} ${outcome.refused}`)
  const order = orderOf(attempt, played, outcome.at, base)
  expect(outcome.refused, attempt.type).toBe(refusalOf(attempt, story, outcome.at, order))
  const raised = (await epochOf(store)) - epoch
  if (outcome.refused) expect(raised, 'a refusal leaves nothing').toBe(0)
  else if (attempt.type !== 'draft') {
    expect(raised, 'the epoch rises').toBeGreaterThan(0)
    promise(played, attempt, outcome, order)
    const version = replay(played.acts).versions.at(-1)?.version
    if (outcome.publication) expect(outcome.publication.version).toBe(version)
    if (attempt.type === 'retract') withhold(given, played)
  }
  await expectUnchanged(store, given)
  return outcome
}

/** The one act that changes earlier answers. */
function withhold(given: readonly Given[], { id }: Played): void {
  for (const one of given) if (one.id === id) one.version = null
}

interface Given {
  readonly id: string
  readonly moment: number
  version: number | null
}

async function expectUnchanged(store: Store, given: readonly Given[]) {
  const again = await Promise.all(given.map(({ id, moment }) => versionAt(store, id, moment)))
  expect(again, 'what was answered for a moment stays').toEqual(given.map(({ version }) => version))
}

async function versionAt({ db }: Store, id: string, moment: number): Promise<number | null> {
  return (await articles.find(reading(db), id, toInstant(moment)))?.version ?? null
}

const epochOf = async ({ db }: Store) =>
  (await reading(db).selectFrom('store_state').select('epoch').executeTakeFirstOrThrow()).epoch

async function compareAnswers(store: Store, both: readonly Played[], begun: number) {
  for (const { id, slugs, acts } of both) {
    const story = replay(acts)
    const promised: unknown[] = []
    const answered: unknown[] = []
    for (const moment of momentsOf(story, begun)) {
      for (const slug of [null, slugs.a, slugs.b, slugs.c]) {
        promised.push([moment, slug, answerAt(story, slug, moment)])
        answered.push([moment, slug, await answerOf(store, slug ?? id, moment)])
      }
      promised.push([moment, versionsAt(story, moment).map((one) => [one.version, one.signal, one.slug])])
      answered.push([moment, await versionsOf(store, id, moment)])
    }
    expect(answered).toEqual(promised)
  }
}

/** Each bound with the adjacent milliseconds, and some moments between. */
function momentsOf(story: Story, begun: number): Set<number> {
  const bounds = story.versions.flatMap(({ from, expires, stopped }) => [
    from,
    expires ?? from,
    stopped ?? from,
  ])
  const between = Array.from({ length: 6 }, (_, index) => begun + index * 7)
  return new Set([...bounds.flatMap((bound) => [bound - 1, bound, bound + 1]), ...between])
}

async function answerOf({ db }: Store, idOrSlug: string, moment: number): Promise<string> {
  try {
    const url = `/v1/articles/${idOrSlug}`
    const found = await locate(reading(db), idOrSlug, { at: toInstant(moment), url, query: {} })
    return isRedirect(found) ? `308 ${found.location.slice(13)}` : `200 version ${found.version}`
  } catch (error) {
    if (error instanceof Refusal) return String(problems[error.code].status)
    throw error
  }
}

/** The list of versions is answered only while the article is public. */
async function versionsOf({ db }: Store, id: string, moment: number) {
  const at = toInstant(moment)
  if (!(await articles.find(reading(db), id, at))) return []
  const rows = await articles.listVersions(reading(db), id, at, 1_000, 1_000)
  return rows.map((row) => [row.version, row.signal, row.name])
}

async function compareTape({ db }: Store, both: readonly Played[]) {
  const tape = await reading(db)
    .selectFrom('tape')
    .select(['seq', 'at', 'recorded_at', 'publication_id', 'type', 'version', 'subject'])
    .where(
      'subject',
      'in',
      both.map(({ id }) => id),
    )
    .orderBy('seq')
    .execute()
  const recorded = tape.map(
    ({ at, publication_id, type, version }): Entry => ({
      at: Date.parse(at),
      id: publication_id ?? '',
      type,
      version: version ?? 0,
    }),
  )
  expect(recorded).toEqual(inOrder(both.flatMap(({ acts }) => tapeOf(replay(acts)))))
  const first = tape[0]?.seq ?? 0
  expect(tape.map(({ seq }) => seq)).toEqual(tape.map((_, index) => first + index))
  expect(tape.filter(({ at, recorded_at }) => recorded_at < at)).toEqual([])
  const owner = new Map(
    both.flatMap(({ id, acts }) => replay(acts).versions.map((one) => [one.id, id] as const)),
  )
  expect(tape.map(({ subject }) => subject)).toEqual(recorded.map(({ id }) => owner.get(id)))
}

async function compareRebuilt({ db }: Store) {
  const bytes = () =>
    reading(db)
      .selectFrom('rendition')
      .select(['publication_id', 'content', 'body', 'sha256', 'traits'])
      .orderBy('publication_id')
      .execute()
  const before = await bytes()
  const spoilt = { content: Buffer.from('{}'), sha256: '', traits: '{}' }
  await db.write(({ tx }) => tx.updateTable('rendition').set(spoilt).execute())
  await rebuild(db, derivables())
  expect(before.length).toBeGreaterThan(runs)
  expect((await bytes()).map(digest)).toEqual(before.map(digest))
}

const digest = (row: { publication_id: string; content: Buffer; body: Buffer | null; sha256: string }) =>
  `${row.publication_id} ${row.sha256} ${row.content} ${row.body}`
