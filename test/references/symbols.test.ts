import { describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { InstrumentName, Ticker, TopicName } from '../../src/references/symbols.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const venues: [mic: string, ticker: string][] = [
  ['XNSE', 'M&M'],
  ['XCSE', 'NOVO B'],
  ['XSTO', 'ERIC B'],
  ['XNYS', 'BRK.B'],
  ['XNYS', 'BF/B'],
  ['XNYS', 'PBR-A'],
  ['XNYS', 'BRKa'],
  ['XHKG', '0700'],
  ['XTKS', '7203'],
  ['XTKS', '130A'],
  ['XLON', 'BT.A'],
  ['XETR', 'HEI3'],
  ['BVMF', 'PETR4'],
  ['XTSE', 'BBD.B'],
  ['XASX', 'A2M'],
  ['XKRX', '005930'],
  ['XTAI', '2330'],
  ['XIDX', '^GSPC'],
  ['XBKK', 'PTT-F'],
  ['XSHG', '台積電'],
  ['XOTC', 'ABC+'],
  ['XWBO', '*A#?%'],
]

/** The application, with an instrument of one listing and an article about it. */
async function listed(mic: string, ticker: string) {
  const world = await testApp({ sample: false })
  const key = await withKey(world.db)
  const listings = [{ mic, ticker, primary: true }]
  const body = { name: 'An instrument', assetClass: 'equity', listings }
  await world.http.put('/admin/v1/instruments/one').set(key).send(body).expect(201)
  await newsroom(world.db).publish(articleKind, anArticle({ instruments: [{ key: 'one' }] }))
  return world
}

test.each(venues)('an instrument is found by its symbol on the market: %s:%s', async (mic, ticker) => {
  const { http } = await listed(mic, ticker)
  const name = `${mic}:${encodeURIComponent(ticker)}`
  const { body } = await http.get(`/v1/instruments/${name}`).expect(200)
  expect(body.data).toMatchObject({ key: 'one', listings: [{ mic, ticker }] })
  const list = await http.get(`/v1/articles?instrument=${name}&limit=1`).expect(200)
  expect(list.body.data).toMatchObject([{ instruments: [{ key: 'one', ticker, mic }] }])
  const events = await http.get(`/v1/events?instrument=${name}`).expect(200)
  expect(events.body.data).toMatchObject([{ type: 'article.published' }])
  expect((await http.get(events.body.page.next).expect(200)).body.data).toEqual([])
})

test('a symbol is compared with its case', async () => {
  const { http } = await listed('XNYS', 'BRKa')
  await http.get('/v1/instruments/XNYS:BRKA').expect(404)
  expect((await http.get('/v1/articles?instrument=XNYS:BRKA').expect(200)).body.data).toEqual([])
})

describe('a symbol is refused', () => {
  test.each([
    ...[
      '',
      ' ',
      ' A',
      'A ',
      'A  B',
      'A,B',
      'A:B',
      'A\tB',
      'A\u00a0B',
      'A\u200b',
      'A\u00adB',
      '\u3164',
      '\u0301',
    ],
    ...['A\n', '\u2800', 'A'.repeat(21)],
  ])('%j', (ticker) => {
    expect(Ticker.safeParse(ticker).success).toBe(false)
    expect(InstrumentName.safeParse(`XNAS:${ticker}`).success).toBe(false)
  })
})

test('a name has its two parts, or is the key of an instrument', () => {
  expect(['pltr', 'XNAS:PLTR'].every((name) => InstrumentName.safeParse(name).success)).toBe(true)
  for (const name of ['XNAS', 'XNAS:', ':PLTR', 'xnas:PLTR', 'XNAS:A:B', 'Pltr'])
    expect(InstrumentName.safeParse(name).success).toBe(false)
  for (const name of ['medtop', 'medtop:', ':1', 'Medtop:1', 'medtop:1:2'])
    expect(TopicName.safeParse(name).success).toBe(false)
})

test.each(['K64.19', 'M&A', 'B 1/2', '金融', '100%', 'a?b#c'])(
  'a topic has the code that its vocabulary prints: %s',
  async (code) => {
    const { http, db } = await testApp({ sample: false })
    const address = `/admin/v1/topics/own:${encodeURIComponent(code)}`
    await http
      .put(address)
      .set(await withKey(db))
      .send({ name: 'A term' })
      .expect(201)
    await newsroom(db).publish(articleKind, anArticle({ topics: [{ scheme: 'own', code }] }))
    const list = await http.get('/v1/topics').expect(200)
    const { self } = list.body.data[0].links
    expect((await http.get(self).expect(200)).body.data).toMatchObject({ scheme: 'own', code })
    expect(list.headers['surrogate-key']).toMatch(/^[!-~]+( [!-~]+)*$/)
    const { body } = await http.get('/v1/events').expect(200)
    expect(body.data[0]).toMatchObject({ subject: `topic/own:${code}`, data: { links: { self } } })
    const articles = await http.get(`/v1/articles?topic=own:${encodeURIComponent(code)}`).expect(200)
    expect(articles.body.data).toMatchObject([{ topics: [{ code }] }])
  },
)
