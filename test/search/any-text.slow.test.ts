import { expect, test } from 'vitest'
import { createRandom } from '../../seeds/synthetic/random.ts'
import { parseQuery } from '../../src/search/query.ts'
import { searches } from '../fuzz/values.ts'
import { testApp } from '../helpers.ts'
import { loadArchive } from './archive.ts'

const signs = [
  ...'"-*()^:+{}[]|&.,%$#@~\\\'`<>/?!;=_ \t\n\u0000\u00a0\u3000\u200b\u202e\u0301',
  ...'aäßİſŉ1٣株の가ก😀𠀀éﬁ½',
  ...['AND ', ' OR ', ' NOT ', 'NEAR(', 'shares', 'the', 'ab*', '"of the"', ' -', ' "'],
]

test('whatever is asked for is answered, in every order, with a total', async () => {
  const { http, db } = await testApp({ sample: false })
  await loadArchive(db, 100)
  const random = createRandom(7)
  const drawn = Array.from({ length: 1_500 }, () =>
    Array.from({ length: random.between(1, 60) }, () => random.pick(signs)).join(''),
  )
  for (const text of [...searches, ...drawn]) {
    const q = [...text].slice(0, 200).join('')
    const sort = random.pick(['-publishedAt', 'publishedAt', '-updatedAt', 'relevance'])
    const { status, body } = await http.get('/v1/articles').query({ q, sort, total: 'true', limit: '3' })
    expect({ q, status, detail: body.detail }).toEqual({ q, status: 200, detail: undefined })
    if (parseQuery(q).clauses.length === 0) expect(body.page.total).toBe(0)
  }
}, 120_000)
