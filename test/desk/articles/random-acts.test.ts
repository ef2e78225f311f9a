import { expect, test } from 'vitest'
import { type Random, seededRandom } from '../../fuzz/random.ts'
import { reading } from '../../reading.ts'
import { type ArticleAct, acts, attempts } from './attempts.ts'
import { begin, type DeskModel, mayBeDone, readersGet, stateAt, step } from './desk-model.ts'
import { type Newsdesk, newsdesk } from './newsdesk.ts'

test.each([1, 2, 3, 4])('the desk agrees with the model for any sequence of acts (walk %i)', async (seed) => {
  const reviewRequired = seed % 2 === 0
  const desk = await newsdesk({ environment: { REVIEW_REQUIRED: String(reviewRequired) } })
  const random = seededRandom(seed)
  for (let article = 0; article < 4; article += 1) {
    const id = await desk.create()
    let model = begin
    for (let count = 0; count < 25 && model.end === null; count += 1) {
      const place = `act ${count} on article ${article}`
      model = await attempt({ desk, random, id, reviewRequired, place }, model)
      await compare({ desk, id, reviewRequired, place }, model)
    }
  }
})

interface Walk {
  readonly desk: Newsdesk
  readonly random: Random
  readonly id: string
  readonly reviewRequired: boolean
  readonly place: string
}

/** Tries a random act, advances the clock, and returns the expected article. */
async function attempt({ desk, random, id, reviewRequired, place }: Walk, model: DeskModel) {
  const act = nextAct(random, (one) => mayBeDone(one, model, desk.clock.now(), reviewRequired))
  const now = Date.parse(desk.clock.now())
  const later = (seconds: number) => new Date(now + seconds * 1_000).toISOString()
  const publishAt = random.chance(0.5) ? later(20) : null
  const expiresAt = random.chance(0.3) ? later(40) : null
  const { status, body } = await attempts[act](desk, id, { publishAt, expiresAt })
  const isDone = status < 300
  const at = isDone ? await lastWriteAt(desk) : desk.clock.now()
  const expected = mayBeDone(act, model, at, reviewRequired)
  expect({ place, act, isDone, code: isDone || body.code }).toEqual({
    place,
    act,
    isDone: expected,
    code: expected || expect.any(String),
  })
  desk.time.set(later(random.below(15)))
  return isDone ? step(act, model, at, { from: publishAt ?? at, expires: expiresAt }) : model
}

/** Mostly allowed acts; final ones are rare, so that walks are long. */
function nextAct(random: Random, isPossible: (act: ArticleAct) => boolean): ArticleAct {
  const act = random.pick(random.chance(0.7) ? acts.filter(isPossible) : acts)
  return (act === 'retract' || act === 'discard') && random.chance(0.9) ? 'submit' : act
}

const lastWriteAt = async ({ db }: Newsdesk) =>
  (await reading(db).selectFrom('store_state').select('instant').executeTakeFirstOrThrow()).instant

async function compare({ desk, id, reviewRequired, place }: Omit<Walk, 'random'>, model: DeskModel) {
  const at = desk.clock.now()
  const { state, allowed } = await desk.read(id)
  expect({ place, state, allowed }).toEqual({
    place,
    state: stateAt(model, at),
    allowed: acts.filter((act) => mayBeDone(act, model, at, reviewRequired)),
  })
  expect((await desk.http.get(`/v1/articles/${id}`)).status).toBe(readersGet(model, at))
}
