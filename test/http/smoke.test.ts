import { expect, test } from 'vitest'
import { sampleSlug, testApp } from '../helpers.ts'

test('the sample is read back over HTTP', async () => {
  const { http } = await testApp()
  const { body } = await http.get(`/v1/articles/${sampleSlug}`).expect(200)
  expect(body.data.body).toHaveLength(13)
  expect(body.data.wordCount).toBe(539)
  expect(body.data.disclaimers).toHaveLength(1)
})
