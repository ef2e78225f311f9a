import { expect, test } from 'vitest'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { testApp } from '../helpers.ts'
import { aDisclaimer, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { expectXml } from './readers.ts'

const sampleId = 'art_7h2k9m4n1p8q3r5t'

/** The sample, corrected, and with a disclaimer at each place. */
async function openSample() {
  const world = await testApp({
    environment: {
      ARTICLE_URL: 'https://front.example/{locale}/{slug}',
      SITE_NAME: 'The Tape & Co.',
      SITE_DESCRIPTION: 'News of markets',
      SITE_LOGO: 'https://front.example/logo.png',
      SITE_COPYRIGHT: '© The Tape',
    },
  })
  const desk = newsroom(world.db)
  const placements = ['top', 'after_lead', 'footer', 'interstitial'] as const
  for (const placement of placements) {
    const key = placement.replace('_', '-')
    await desk.publish(
      disclaimerKind,
      aDisclaimer({ key, title: `At ${placement}`, text: 'One.\nTwo & three.' }),
    )
    await world.db.write((write) => putRules(write, [aRule({ key, disclaimer: key, placement })]))
  }
  await desk.correct(sampleId, {
    was: 'rushed\nsigning',
    is: 'hurried <signing>',
    note: 'The word was wrong.',
    patch: {
      summary: 'OpenAI & AWS sell to the government.',
      keyPoints: ['One point'],
      byline: 'By Ada Moravec',
      images: [
        {
          ...{ url: 'https://i.example/a.jpg?a=1&b=2', alt: 'A building', credit: 'Agency', caption: null },
          ...{ width: 1200, height: 800, mediaType: 'image/jpeg', bytes: 123_456 },
        },
        { url: 'https://i.example/b', alt: 'Another one' },
      ],
    },
  })
  return world
}

test.each(['rss.xml', 'atom.xml', 'feed.json'])(
  'the feed %s of the sample is as it always was',
  async (name) => {
    const { http } = await openSample()
    const { text } = await http.get(`/feeds/${name}?locale=en&jurisdiction=DE`).buffer(true).expect(200)
    if (name.endsWith('.xml')) expectXml(text)
    await expect(text.replace(/cor_\w{16}/, 'cor_5d8s2v6x0z3c7f01')).toMatchFileSnapshot(`golden/${name}`)
  },
)
