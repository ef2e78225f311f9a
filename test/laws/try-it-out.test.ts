import { afterAll, describe, expect, test } from 'vitest'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { deskOperations, operations, requiredQuery } from './document.ts'
import { isStream, readFirstEvent } from './recorder.ts'

type Place = (typeof deskOperations)[number]
type World = Awaited<ReturnType<typeof testApp>>

/** Sends the request as a page fills it in. */
async function send({ http, db }: World, { method, path, operation }: Place) {
  const { parameters = [], requestBody } = operation
  const filled = parameters.filter(({ example }) => example !== undefined)
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(filled.find((one) => one.in === 'path' && one.name === name)?.example)),
  )
  const query = filled.filter((one) => one.in === 'query').map(({ name, example }) => `${name}=${example}`)
  const headers = filled
    .filter((one) => one.in === 'header')
    .map(({ name, example }) => [name, String(example)])
  const key = path.startsWith('/admin/') ? await withKey(db) : {}
  const [content] = Object.values(requestBody?.content ?? {})
  const request = http[method as 'get' | 'post' | 'put' | 'patch' | 'delete'](`${url}?${query.join('&')}`)
  if (isStream(operation)) readFirstEvent(request)
  return request.set({ ...key, ...Object.fromEntries(headers) }).send(content?.example as object)
}

/** The sample is in no state for these, or has nothing of the kind. */
const refused: Readonly<Record<string, string>> = {
  discardArticle: 'state-conflict',
  submitArticle: 'state-conflict',
  approveArticle: 'state-conflict',
  requestChanges: 'state-conflict',
  releaseArticle: 'state-conflict',
  discardProductMenu: 'state-conflict',
  discardDisclaimer: 'state-conflict',
  cancelPublication: 'not-found',
  showPreview: 'not-found',
  getKey: 'not-found',
  revokeKey: 'not-found',
  getWebhook: 'not-found',
  editWebhook: 'not-found',
  deleteWebhook: 'not-found',
  rotateWebhookSecret: 'not-found',
  testWebhook: 'not-found',
  replayWebhook: 'not-found',
  enableWebhook: 'not-found',
  listWebhookDeliveries: 'not-found',
  deleteEntity: 'reference-in-use',
  deleteInstrument: 'reference-in-use',
  deleteTopic: 'reference-in-use',
}

describe('a request as a page fills it in works on the sample, unless the state of the sample refuses it', async () => {
  const shared = await testApp({ behind: afterAll })
  test.each([...operations, ...deskOperations])('$method $path', async (place) => {
    const { status, body } = await send(place.method === 'get' ? shared : await testApp(), place)
    const code = refused[place.operation.operationId]
    if (code) expect(body.code).toBe(code)
    else expect({ isDone: status < 300, status, body: status < 300 || body }).toMatchObject({ isDone: true })
  })
})

test('what a list is filled in with hides nothing: each of the sample shows something', async () => {
  const { http } = await testApp()
  const lists = operations.filter(({ path, operation }) => !path.includes('{') && !isStream(operation))
  for (const { path, operation } of lists) {
    const { body } = await http.get(`${path}?${requiredQuery(operation)}`).expect(200)
    // The sample has no correction.
    if ('page' in body && operation.operationId !== 'listCorrections')
      expect(body.data.length).toBeGreaterThan(0)
  }
})
