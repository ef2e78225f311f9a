import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { aBlock, aDisclaimer } from '../makers.ts'

/** Texts that a careless program alters: by normalising, cutting, escaping, or guessing the direction. */
const scripts: Record<string, string> = {
  Arabic: 'ارتفعت أسهم «أرامكو» بنسبة ٥٫٣٪ إلى ١٢٣ ريالاً',
  'Arabic with marks and Latin': 'سهم Apple (AAPL) يرتفع — مُؤَشِّرٌ\u200f!',
  Persian: 'می\u200cخواهیم سهام بخریم',
  Hebrew: 'מניות „טבע” עלו ב־5% בת״א, שׁוּק',
  Devanagari: 'सेंसेक्स में तेज़ी, क्षत्रिय श्री र्‍य ज्ञ',
  Bengali: 'শেয়ারের দাম বেড়েছে',
  Tamil: 'பங்குச் சந்தை ஏற்றம்',
  Thai: 'หุ้นไทยปรับตัวขึ้นที่น้ำมัน',
  Khmer: 'ភាគហ៊ុនកើនឡើង',
  'simplified Chinese': '苹果股价上涨30%,“创新高”',
  'traditional Chinese': '台積電股價創新高「𠮷野家」𪚥',
  'Chinese with a variation selector': '葛\u{e0100}飾区と葛飾区',
  'Japanese, half width too': 'トヨタ、最高益へ \uff94\uff8f\uff80\uff9e電機',
  'Japanese, composed of parts': 'か\u3099き\u3099',
  Korean: '삼성전자 주가 상승',
  'Korean in conjoining letters': '\u1109\u1161\u11b7\u1109\u1165\u11bc',
  Greek: 'Μετοχές της Εθνικής Τράπεζας, ΟΔΟΣ ὁδός',
  Cyrillic: 'Акції «Нафтогазу» зросли, Ёлкин й',
  Georgian: 'აქციები გაიზარდა',
  Armenian: 'Բաժնետոմսերն աճել են',
  Ethiopic: 'አክሲዮኖች ጨመሩ',
  Turkish: 'İSTANBUL ığdır ISPARTA',
  German: 'STRASSE, Straße, STRAẞE, „Größe“',
  Vietnamese: 'Cổ phiếu tăng mạnh, ề e\u0302\u0300',
  'combining marks': 'Zu\u0308rich Z\u00fcrich A\u030a \u00c5 \u212b \ufb01 \u00b2 \u2121 \u212a',
  'stacked combining marks': 'Z\u0351\u036b\u0343\u036a\u0302a\u0334\u0335\u0336lgo',
  'emoji sequences': '👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈🇩🇪❤️❤︎1️⃣🏴󠁧󠁢󠁥󠁮󠁧󠁿 up',
  'spaces and hyphens': 'A\u00a0B\u2009C\u202fD\u3000E soft\u00adhyphen non\u2011breaking',
  'markup and escapes': '<b>R&D</b> "5" \\u0041 &amp; %20 \u2019 $1 {0}',
}

test.each(Object.entries(scripts))('%s goes through the desk and comes out unchanged', async (_, text) => {
  const { http, db } = await testApp({ sample: false, environment: { REVIEW_REQUIRED: 'false' } })
  const key = await withKey(db)
  const send = (method: 'post' | 'put', path: string, body: object) =>
    http[method](`/admin/v1/${path}`)
      .set(method === 'post' ? { ...key, 'idempotency-key': randomUUID() } : key)
      .send(body)
  const get = async (path: string) => (await http.get(path).expect(200)).body.data
  const publish = async (kind: string, content: object): Promise<string> => {
    const { id } = (await send('post', kind, content).expect(201)).body.data
    await send('post', `${kind}/${id}/publications`, { revision: 1 }).expect(201)
    return id
  }

  await send('put', 'entities/named', { type: 'organisation', name: text, aliases: [`${text} 2`] }).expect(
    201,
  )
  expect(await get('/v1/entities/named')).toMatchObject({ name: text, aliases: [`${text} 2`] })

  await send('put', 'topics/own:1', { name: text }).expect(201)
  expect(await get('/v1/topics/own:1')).toMatchObject({ name: text })
  await send('put', 'instruments/share', { name: text, assetClass: 'equity' }).expect(201)
  expect(await get('/v1/instruments/share')).toMatchObject({ name: text })

  const article = {
    ...{ locale: 'mul', type: 'news', slug: 'story', headline: text, summary: `${text}\n${text}` },
    keyPoints: [text],
    authors: [{ name: text }],
    body: [aBlock(text)],
    entities: [{ key: 'named', rel: 'about' }],
    quotes: [{ key: 'q1', text, blockKey: 'b1' }],
  }
  const { headline, summary, keyPoints, body } = article
  const id = await publish('articles', article)
  const delivered = await get(`/v1/articles/${id}`)
  expect(delivered).toMatchObject({ headline, summary, keyPoints, body })
  expect([delivered.authors[0].name, delivered.entities[0].name, delivered.quotes[0].text]).toEqual([
    text,
    text,
    text,
  ])
  expect((await get('/v1/articles')).map((one: { headline: string }) => one.headline)).toEqual([text])
  expect((await get(`/v1/articles/${id}?body=text`)).bodyText).toBe(text)

  const notice = { kind: 'correction', severity: 'minor', was: `${text} 1`, is: text, note: text, patch: {} }
  await send('post', `articles/${id}/corrections`, { ...notice, patch: { headline: `${text} +` } }).expect(
    201,
  )
  const [correction] = await get(`/v1/articles/${id}/corrections`)
  expect(correction).toMatchObject({ was: `${text} 1`, is: text, note: text })
  await send('post', `articles/${id}/retractions`, { kind: 'withdrawal', notice: text }).expect(201)
  expect((await http.get(`/v1/articles/${id}`).expect(410)).body.notice).toBe(text)

  await publish('disclaimers', aDisclaimer({ title: text, text: `${text}\n${text}` }))
  expect(await get('/v1/disclaimers/capital-at-risk')).toMatchObject({
    title: text,
    text: `${text}\n${text}`,
  })
})
