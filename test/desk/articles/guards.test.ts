import { describe, expect, test } from 'vitest'
import { disclaimerKind } from '../../../src/disclaimers/kind.ts'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { sampleSlug } from '../../helpers.ts'
import { aBlock, aDisclaimer, aRule } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'
import { type Newsdesk, newsdesk } from './newsdesk.ts'

const nine = '2026-04-01T09:00:00.000Z'
const ten = '2026-04-01T10:00:00.000Z'

const figure = {
  key: 'f1',
  label: 'Rise of shares',
  value: '5',
  unit: '%',
  factType: 'reported',
  quote: 'Shares rose',
  blockKey: 'b1',
}

/** Each rule with content that violates it, and the expected pointers. */
const broken: Record<string, { fields: object; errors: object[] }> = {
  'a figure without source or reason': {
    fields: { keyFigures: [figure] },
    errors: [{ pointer: '/keyFigures/0/sourceKey', code: 'source-missing' }],
  },
  'a figure whose words are not in its block': {
    fields: { keyFigures: [{ ...figure, sourceNote: 'Own count.', quote: 'Shares fell' }] },
    errors: [{ pointer: '/keyFigures/0/quote', code: 'text-not-found' }],
  },
  'an event whose words stand in another block': {
    fields: {
      body: [aBlock('Shares rose.'), aBlock('It was Tuesday.', 'b2')],
      timeline: [
        {
          key: 't1',
          stated: 'Tuesday',
          date: '2026-03-31',
          precision: 'day',
          text: 'was Tuesday',
          blockKey: 'b1',
        },
      ],
    },
    errors: [{ pointer: '/timeline/0/text', code: 'text-not-found' }],
  },
  'a source that is not named where it says': {
    fields: { sources: [{ key: 's1', kind: 'document', stated: 'a filing', blockKey: 'b1' }] },
    errors: [{ pointer: '/sources/0/stated', code: 'text-not-found' }],
  },
  'a quotation that nobody said': {
    fields: { quotes: [{ key: 'q1', text: 'shares rose', blockKey: 'b1' }] },
    errors: [{ pointer: '/quotes/0/text', code: 'text-not-found' }],
  },
  'a blocking note': {
    fields: {
      editorialNotes: [
        { key: 'n1', note: 'Fine.', severity: 'low' },
        { key: 'n2', note: 'Who says so?', severity: 'high', blocking: true },
      ],
    },
    errors: [{ pointer: '/editorialNotes/1', code: 'blocking-note' }],
  },
  'references that do not exist': {
    fields: {
      entities: [{ key: 'nobody', rel: 'about' }],
      instruments: [{ key: 'nothing', via: 'nobody' }],
      topics: [{ scheme: 'medtop', code: '1' }],
      keyFigures: [{ ...figure, sourceNote: 'Own count.', subject: 'nobody' }],
    },
    errors: [
      { pointer: '/entities/0', code: 'unknown-reference' },
      { pointer: '/instruments/0', code: 'unknown-reference' },
      { pointer: '/instruments/0/via', code: 'unknown-reference' },
      { pointer: '/topics/0', code: 'unknown-reference' },
      { pointer: '/keyFigures/0/subject', code: 'unknown-reference' },
    ],
  },
  'an editorial date that lies ahead': {
    fields: { publishedAt: nine },
    errors: [{ pointer: '/publishedAt', code: 'published-in-the-future' }],
  },
}

describe.each(Object.entries(broken))('%s', (_, { fields, errors }) => {
  test('forbids publishing', async () => {
    const desk = await newsdesk()
    const id = await desk.create(fields)
    await desk.approve(id)
    const { status, body } = await desk.act(id, 'publications', { revision: 1 })
    expect([status, body.code]).toEqual([422, 'publish-guard-failed'])
    expect(body.errors).toMatchObject(errors)
    expect(body.errors).toHaveLength(errors.length)
    await desk.http.get(`/v1/articles/${id}`).expect(404)
  })

  test('forbids a correction', async () => {
    const desk = await newsdesk()
    const id = await desk.published()
    const { status, body } = await desk.correct(id, { patch: fields })
    expect([status, body.code]).toEqual([422, 'publish-guard-failed'])
    expect(body.errors).toMatchObject(errors)
    expect((await desk.http.get(`/v1/articles/${id}`).expect(200)).body.data.version).toBe(1)
  })
})

test('all faults are listed at once', async () => {
  const desk = await newsdesk()
  const all = Object.values(broken).map(({ fields }) => fields)
  const id = await desk.create(Object.assign({}, ...all, { keyFigures: [{ ...figure, quote: 'no' }] }))
  await desk.approve(id)
  const { body } = await desk.act(id, 'publications', { revision: 1 }).expect(422)
  const codes = new Set(body.errors.map(({ code }: { code: string }) => code))
  expect(codes).toEqual(
    new Set(Object.values(broken).flatMap(({ errors }) => errors.map((one) => Object(one).code))),
  )
})

test('the editorial date is compared with the moment of visibility', async () => {
  const desk = await newsdesk()
  const id = await desk.create({ publishedAt: nine })
  await desk.approve(id)
  await desk.act(id, 'publications', { revision: 1, embargoedUntil: nine }).expect(201)
})

describe('a required disclaimer', () => {
  const ruleFor = (desk: Newsdesk, when: object = {}) =>
    desk.db.write((write) => putRules(write, [aRule({ when, required: true })]))
  const attempt = async (desk: Newsdesk, fields: object = {}, times: object = {}) => {
    const id = await desk.create(fields)
    await desk.approve(id)
    return desk.act(id, 'publications', { revision: 1, ...times })
  }

  test('must have a text for every jurisdiction served', async () => {
    const desk = await newsdesk({ environment: { JURISDICTIONS: 'DE,GB', DEFAULT_JURISDICTION: 'US' } })
    await ruleFor(desk)
    const missing = await attempt(desk)
    expect([missing.status, missing.body.code]).toEqual([422, 'publish-guard-failed'])
    expect(missing.body.errors).toHaveLength(3)
    await newsroom(desk.db).publish(disclaimerKind, aDisclaimer({ jurisdictions: ['EU', 'US'] }))
    const partly = await attempt(desk)
    expect(partly.body.errors).toMatchObject([{ pointer: '/disclaimers', code: 'disclaimer-unresolved' }])
    expect(partly.body.errors[0].detail).toBe(
      'lacks the disclaimer capital-at-risk in en for GB, which rule capital-everywhere requires (text en version 1 is not meant for GB): publish such a text of it, or change the rule',
    )
    expect((await attempt(desk, { blockedIn: ['GB'] })).status).toBe(201)
    expect((await attempt(desk, { locale: 'fr' })).status).toBe(422)
  })

  test('does not matter for a jurisdiction that is not served', async () => {
    const desk = await newsdesk({ environment: { JURISDICTIONS: 'DE' } })
    await ruleFor(desk, { jurisdictions: ['GB'] })
    expect((await attempt(desk)).status).toBe(201)
  })

  test('must have a text when the article becomes visible, not before', async () => {
    const desk = await newsdesk()
    await ruleFor(desk)
    await newsroom(desk.db).publish(disclaimerKind, aDisclaimer(), { publishAt: nine, expiresAt: ten })
    expect((await attempt(desk)).status).toBe(422)
    expect((await attempt(desk, {}, { publishAt: nine })).status).toBe(201)
    expect((await attempt(desk, {}, { publishAt: ten })).status).toBe(422)
  })
})

test('an article in a language without the disclaimers of the sample is told which, and in which language', async () => {
  const desk = await newsdesk({ sample: true })
  const id = await desk.create({ locale: 'de' })
  await desk.approve(id)
  const { body } = await desk.act(id, 'publications', { revision: 1 }).expect(422)
  expect(body.errors).toEqual([
    {
      pointer: '/disclaimers',
      code: 'disclaimer-unresolved',
      detail:
        'lacks the disclaimer risk-warning-and-disclaimer in de for readers without a jurisdiction, which rule all-articles requires (no text in force for language de): publish such a text of it, or change the rule',
    },
  ])
})

test('the sample article can be published again unchanged', async () => {
  const desk = await newsdesk({ sample: true })
  const { body } = await desk.send('get', `/articles?slug=${sampleSlug}`).expect(200)
  const [{ id, revision, state, allowed }] = body.data
  expect({ state, canBePublished: allowed.includes('publish') }).toEqual({
    state: 'published',
    canBePublished: true,
  })
  await desk.act(id, 'publications', { revision, signal: 'refile' }).expect(201)
})
