import specification from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' }
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { testApp } from '../helpers.ts'

async function described(environment: Record<string, string> = {}) {
  const { http } = await testApp({ environment })
  const { body, headers } = await http.get('/asyncapi.json').expect(200)
  return { http, document: body, headers }
}

test('the AsyncAPI document is valid, and caches like the OpenAPI documents', async () => {
  const { document, headers } = await described({ PUBLIC_URL: 'https://news.example' })
  // The schema brings its own meta-schema.
  const options = { strict: false, validateFormats: false, meta: false, validateSchema: false }
  const isValid = new Ajv(options).compile(specification)
  isValid(document)
  expect(isValid.errors ?? []).toEqual([])
  expect(document.servers).toMatchObject({ public: { host: 'news.example', protocol: 'https' } })
  expect(headers['cache-control']).toBe('public, max-age=300')
})

test('an event of the sample is as the document describes it', async () => {
  const { http, document } = await described()
  const { data } = (await http.get('/v1/events?limit=100').expect(200)).body
  const ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(document, 'document')
  const isEvent = ajv.compile({ $ref: 'document#/components/messages/event/payload' })
  expect(data.length).toBeGreaterThan(20)
  for (const event of data) expect(isEvent(event) || isEvent.errors).toBe(true)
  const { query } = document.operations.sendEvents.bindings.http
  expect(Object.keys(query.properties)).toEqual(['after', 'type', 'instrument', 'entity', 'topic', 'locale'])
})
