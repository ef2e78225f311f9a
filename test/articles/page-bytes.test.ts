import type { Response } from 'supertest'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { testApp } from '../helpers.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'

test('a page ends once its articles have 4 MiB, and the next goes on from there', async () => {
  const { http, db } = await testApp({ sample: false })
  const body = Array.from({ length: 45 }, (_, index) => aBlock('a'.repeat(20_000), `b${index}`))
  for (let index = 0; index < 7; index += 1)
    await newsroom(db).publish(articleKind, anArticle({ slug: `long-${index}`, body }))
  const sizesOf = async (query: string) => {
    const sizes: number[] = []
    let url: string | null = `/v1/articles?limit=6${query}`
    while (url) {
      const { body: answer }: Response = await http.get(url).expect(200)
      sizes.push(answer.data.length)
      url = answer.page.next
    }
    return sizes
  }
  // Five of 900 KB reach it.
  expect(await sizesOf('&body=text')).toEqual([5, 2])
  expect(await sizesOf('&body=none')).toEqual([6, 1])
  expect(await sizesOf('&body=text&fields=slug')).toEqual([6, 1])
  const seen = await walk<{ slug: string }>(http, '/v1/articles?limit=100&body=blocks&fields=slug,body')
  expect(seen.map(({ slug }) => slug).toSorted()).toEqual(
    Array.from({ length: 7 }, (_, index) => `long-${index}`),
  )
})
