import { addMilliseconds } from '../../src/values/time.ts'
import type { Answer } from '../fuzz/connection.ts'
import type { RawDocument } from '../fuzz/document.ts'
import { testApp } from '../helpers.ts'
import { reading } from '../reading.ts'
import { askAll, essence, otherForms, type Question } from './ask.ts'
import { goesAt, type PublicNewsroom } from './newsroom.ts'
import type { Names } from './questions.ts'
import { canary } from './secret.ts'

/** When the hidden items are written, and when the stores are asked. */
const writtenAt = '2026-04-01T09:00:00.000Z'
export const askedAt = '2026-04-02T12:00:00.000Z'
/** By then one publication that both have has come, and another has gone. */
export const laterAt = addMilliseconds(goesAt, 3_600_000)

/** The application on a port, on a copy of the public newsroom to which `add` adds. */
export async function openWorld(
  newsroom: PublicNewsroom,
  add: (world: World, newsroom: PublicNewsroom) => Promise<unknown> = async () => {},
): Promise<World> {
  const environment = { LOG_REQUESTS: 'all', LOG_LEVEL: 'debug', STREAMS_PER_CLIENT: '0', MENU: 'main-menu' }
  const app = await testApp({ copyOf: newsroom.file, startAt: writtenAt, environment })
  await app.app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.app.server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const world = { ...app, port, document: app.app.swagger() as unknown as RawDocument }
  await add(world, newsroom)
  world.time.set(askedAt)
  return world
}

export interface World extends Awaited<ReturnType<typeof testApp>> {
  readonly port: number
  readonly document: RawDocument
}

/** By what everything in the store might be asked for, hidden or not. */
export async function namesOf({ db }: World): Promise<Names> {
  const names = await reading(db)
    .selectFrom('document_name')
    .select(['kind', 'name', 'document_id as id'])
    .execute()
  const of = (kind: string) => [...new Set(names.filter((row) => row.kind === kind).map((row) => row.name))]
  const ids = names.filter((row) => row.kind === 'article').map((row) => row.id)
  const tape = await reading(db).selectFrom('tape').select(['seq', 'at']).orderBy('seq').execute()
  const articles = await reading(db)
    .selectFrom('publication')
    .select(['id', 'published_at as date', 'visible_from as from'])
    .where('kind', '=', 'article')
    .execute()
  const hidden = articles.filter(({ from }) => from > askedAt)
  return {
    articles: [...of('article'), ...new Set(ids), `${canary}-discarded`, nobody],
    menus: [...of('product-menu'), nobody],
    disclaimers: [...of('disclaimer'), nobody],
    storyKeys: ['rally', 'slump', 'draft', `${canary}-story`, `rally,${canary}-story`],
    dates: [...new Set(articles.map(({ date }) => date))].flatMap((date) => [date, addMilliseconds(date, 1)]),
    moments: [...new Set(tape.map(({ at }) => at)), writtenAt, addMilliseconds(writtenAt, 20), askedAt],
    places: hidden.map(({ id, date }) => [date, id] as const),
    seq: tape.at(-1)?.seq ?? 0,
  }
}

/** A name that nothing has. */
export const nobody = 'nothing-has-this-name'

/** One difference between two answers to the same question. */
export interface Difference {
  readonly question: string
  readonly one: string
  readonly other: string
}

/** Asks both worlds the same, in every form, and follows every list to its end. */
export async function compare(one: World, other: World, targets: readonly string[]): Promise<Difference[]> {
  const differences: Difference[] = []
  const note = (questions: readonly Question[], first: readonly Answer[], second: readonly Answer[]) => {
    for (const [index, { method, target, headers }] of questions.entries()) {
      const [here, there] = [first[index], second[index]].map((answer) => (answer ? essence(answer) : 'none'))
      if (here === there) continue
      const question = `${method} ${target} ${JSON.stringify(headers ?? {})}`
      differences.push({ question, ...firstDifference(here ?? '', there ?? '') })
    }
  }
  const ask = async (questions: readonly Question[]) => {
    const first = await askAll(one.port, questions)
    const second = await askAll(other.port, questions)
    note(questions, first, second)
    return first
  }
  let pending = [...targets]
  const seen = new Set(pending)
  while (pending.length > 0) {
    const questions = pending.map((target): Question => ({ method: 'GET', target }))
    const answers = await ask(questions)
    await ask(questions.flatMap((question, index) => formsOf(question, answers[index], index)))
    pending = answers.flatMap((answer) => nextOf(answer)).filter((next) => !seen.has(next))
    for (const next of pending) seen.add(next)
  }
  return differences
}

const allFormsEvery = 10

/** All other forms of a few, and one of each of the rest. */
function formsOf(question: Question, answer: Answer | undefined, index: number): Question[] {
  if (!answer) return []
  const forms = otherForms(question, answer)
  const drawn = forms[index % forms.length]
  return index % allFormsEvery === 0 ? forms : drawn ? [drawn] : []
}

/** The next page of a list; the tape's has no end. */
function nextOf({ headers }: Answer): string[] {
  const next = /^<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
  return next && !next.startsWith('/v1/events') ? [next] : []
}

function firstDifference(one: string, other: string) {
  let at = 0
  while (one[at] === other[at]) at += 1
  const begin = Math.max(0, at - 60)
  return { one: one.slice(begin, at + 120), other: other.slice(begin, at + 120) }
}
