import { expect, test } from 'vitest'
import { loadSynthetic } from '../../seeds/synthetic/load.ts'
import { testApp } from '../helpers.ts'

/** What sixty readers ask for, and the story that each of them means, by kind of question. */
const judged: Readonly<Record<string, readonly (readonly [q: string, slug: string])[]>> = {
  names: [
    ['soltane software dunmere', 'soltane-software-deal-337'],
    ['quarrin logistics dunmere buy', 'dunmere-logistics-deal-467'],
    ['Chiara Eriksen quarrin logistics', 'dunmere-logistics-deal-467'],
    ['fenwick logistics disclosure', 'fenwick-logistics-regulation-918'],
    ['alder semiconductors bond market', 'alder-semiconductors-rates-873'],
    ['istria energy forecast', 'istria-energy-results-470'],
    ['marrow bank digital assets', 'marrow-bank-crypto-399'],
    ['harrowgate semiconductors natural gas', 'harrowgate-semiconductors-commodities-132'],
    ['crude oil corvane', 'corvane-insurance-commodities-5'],
    ['Birgit Østergaard ostrava mobility revenue', 'ostrava-mobility-results-870'],
  ],
  tickers: [
    ['SOLMO marrow mobility', 'soltane-mobility-deal-233'],
    ['YARMA', 'yarrow-materials-results-673'],
    ['quain notes', 'quarrin-insurance-rates-690'],
    ['ALDMO elvaston', 'alder-mobility-deal-666'],
    ['NORMA forecast', 'norvale-materials-results-554'],
    ['HARPH revenue', 'harrowgate-pharma-results-803'],
    ['GALFO Umbra Foods', 'galdor-foods-deal-793'],
    ['KESSE Bilanz', 'kestrel-semiconductors-regulation-972'],
    ['VELIN litige', 'velmont-insurance-regulation-286'],
    ['ELVMO ニッケル', 'elvaston-mobility-commodities-739'],
  ],
  phrases: [
    ['"agrees to buy quarrin logistics"', 'dunmere-logistics-deal-467'],
    ['"bond market" "brantwell bank"', 'brantwell-bank-rates-368'],
    ['"marrow software shares slip"', 'marrow-software-results-307'],
    ['"settle disclosure case" fenwick', 'fenwick-logistics-regulation-918'],
    ['"deal with elvaston mobility"', 'alder-mobility-deal-666'],
    ['"$26.6 billion"', 'soltane-mobility-deal-233'],
    ['"übernimmt Pellworth Insurance"', 'corvane-insurance-deal-251'],
    ['"rachète Yarrow Logistics"', 'dunmere-logistics-deal-280'],
    ['"cuentas de Quarrin Pharma"', 'quarrin-pharma-regulation-488'],
    ['"precio del crudo" fenwick', 'fenwick-mobility-commodities-218'],
  ],
  inflections: [
    ['central banks signal patience istria energy', 'istria-energy-rates-648'],
    ['westerling mobility share slips', 'westerling-mobility-results-92'],
    ['alder energy supply natural gas', 'alder-energy-commodities-504'],
    ['harrowgate energy selling a note', 'harrowgate-energy-rates-995'],
    ['norvale insurance verhandeln zusammenschlüsse', 'norvale-insurance-deal-304'],
    ['lindholm energy zahlen', 'lindholm-energy-regulation-479'],
    ['quarrin pharma auszahlung', 'quarrin-pharma-crypto-510'],
    ['alder bank cryptoactif', 'alder-bank-crypto-787'],
    ['norvale foods taux banques centrales', 'norvale-foods-rates-428'],
    ['thornbury energy criptoactivo', 'thornbury-energy-crypto-731'],
  ],
  accents: [
    ['action quarrin mobility', 'quarrin-mobility-results-430'],
    ['corvane energy prognose', 'corvane-energy-results-366'],
    ['pellworth materials ZINSENTSCHEID', 'pellworth-materials-rates-632'],
    ['galdor bank prevision', 'galdor-bank-results-663'],
    ['lindholm energy décisión de tipos', 'lindholm-energy-rates-376'],
    ['elvaston insurance kryptowert', 'elvaston-insurance-crypto-639'],
    ['yarrow bank procedure', 'yarrow-bank-regulation-192'],
    ['harrowgate software verspatete mitteilung', 'harrowgate-software-regulation-944'],
    ['weizen quarrin semi*', 'quarrin-semiconductors-commodities-843'],
    ['marrow pharma retrait*', 'marrow-pharma-crypto-700'],
  ],
  'Chinese and Japanese': [
    ['ニッケル 調達', 'elvaston-mobility-commodities-739'],
    ['暗号資産 Elvaston Insurance', 'elvaston-insurance-crypto-579'],
    ['soltane foods 株 下落', 'soltane-foods-results-699'],
    ['alder foods 天然ガス', 'alder-foods-commodities-382'],
    ['quarrin materials 和解', 'quarrin-materials-regulation-225'],
    ['galdor foods 保管サービス', 'galdor-foods-crypto-279'],
    ['lindholm logistics 支付', 'lindholm-logistics-regulation-22'],
    ['收購velmont pharma', 'harrowgate-pharma-deal-589'],
    ['westerling logistics 加密', 'westerling-logistics-crypto-448'],
    ['velmont mobility 全年預測', 'velmont-mobility-results-613'],
  ],
}

const questions = Object.entries(judged).flatMap(([kind, rows]) => rows.map((row) => [kind, ...row] as const))

test('of sixty stories that readers ask for, at least 55 are among the first three by relevance', async () => {
  const { http, db, time } = await testApp({ sample: false })
  await loadSynthetic(db, { count: 1_000, size: 'full' })
  time.advance(1)
  const missed: string[] = []
  for (const [kind, q, slug] of questions) {
    const asked = { q, sort: 'relevance', fields: 'slug', limit: '100', total: 'true' }
    const { data, page } = (await http.get('/v1/articles').query(asked).expect(200)).body
    const place = 1 + data.findIndex((found: { slug: string }) => found.slug === slug)
    if (place < 1 || place > 3) missed.push(`${kind}: ${q}: ${slug} is ${place || 'not'} among ${page.total}`)
  }
  expect(questions).toHaveLength(60)
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(5)
}, 120_000)
