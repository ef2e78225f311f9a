import type { Names } from './moments.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

/** Each article under its slug; some under their id too, and in every form. */
export async function readArticles(session: Session, names: Names): Promise<void> {
  const stories = words`corrected clarified held released killed withdrawn moved moved-on moved-again`
  const more = words`
updated scheduled embargoed expiring blocked draft review approved discarded arabic japanese
no-such
`
  for (const story of [...stories, ...more])
    for (const tail of ['', '/versions', '/versions/1', '/corrections', '/related?limit=2', '/disclaimers'])
      await session.ask({ path: `/v1/articles/${story}-story${tail}` })
  for (const name of words`whole killed moved draft held blocked`)
    await session.ask({ path: `/v1/articles/${names[name]}?fields=slug,version` })
  await session.ask({ path: '/v1/articles/moved-story?body=text&fields=slug&jurisdiction=DE' })
  await session.ask({ path: '/v1/articles/moved-story/versions/2?body=none' })
  for (const path of forms()) await session.ask({ path })
  for (const path of places()) await session.ask({ path })
}

const whole = '/v1/articles/acme-doubles-its-profit'

/** Each form of a body, and what no form is. */
const forms = (): string[] => [
  ...[whole, `${whole}/versions/1`, `${whole}/versions/2`, '/v1/articles/acme-verdoppelt-den-gewinn'].flatMap(
    (path) => words`blocks html markdown text none pdf`.map((form) => `${path}?body=${form}`),
  ),
  ...words`
    fields=body&body=html fields=bodyHtml fields=id,nothing minSeq=9999 minSeq=5&fields=id explain=true limit=1 cursor=x
  `.map((query) => `${whole}?${query}`),
  ...words`0 3 99 01 -1 x 1.0 9007199254740993`.map((version) => `${whole}/versions/${version}`),
  ...words`explain=false explain=yes jurisdiction= body=text`.map((query) => `${whole}/disclaimers?${query}`),
]

const places = (): string[] => [
  ...words`DE US FR EU EEA JP IS CH`.flatMap((place) => [
    `${whole}?fields=disclaimers&jurisdiction=${place}`,
    `${whole}/disclaimers?jurisdiction=${place}&explain=true`,
    `${whole}/versions/1?fields=disclaimers&jurisdiction=${place}`,
  ]),
  ...words`DE US FR EU JP`.flatMap((place) =>
    ['', '/versions/1', '/disclaimers'].map(
      (tail) => `/v1/articles/blocked-story${tail}?jurisdiction=${place}`,
    ),
  ),
  // Its required text is written nowhere.
  ...['', '/disclaimers', '/versions/1', '/disclaimers?explain=true', '/related'].map(
    (tail) => `/v1/articles/plain-3${tail}${tail.includes('?') ? '&' : '?'}jurisdiction=CH`,
  ),
  '/v1/articles?jurisdiction=CH&fields=slug&limit=100&total=true',
]
