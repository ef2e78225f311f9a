import { type Document, usedIn } from '../http/openapi/parts.ts'

const payload = { $ref: '#/components/schemas/Event' }
const path = '/v1/events/stream'

/** The AsyncAPI 3.0 document of the stream and of webhooks, with the schemas of the OpenAPI document. */
export function asyncApiOf({ info, components, paths }: Document): object {
  const { summary, description, parameters } = paths?.[path]?.get ?? {}
  const { schemas, parameters: shared } = usedIn({ payload, parameters }, components ?? {})
  return {
    asyncapi: '3.0.0',
    info: {
      ...info,
      title: `${info.title} events`,
      description:
        'Everything that became public or stopped being so, as server-sent events and as webhooks.',
      license: { name: info.license?.name ?? '' },
    },
    defaultContentType: 'application/json',
    channels: {
      events: {
        address: path,
        title: 'The tape',
        summary,
        description,
        messages: { event: { $ref: '#/components/messages/event' } },
        bindings: { http: {} },
      },
      webhook: {
        address: null,
        title: 'A webhook',
        description:
          'The same entries, sent by POST to the `url` of a webhook, in order, until each is answered 2xx. With `payload: full` an entry also has `article`, as `/v1/articles/{id}` gives it. A test is an entry of the type `webhook.test`, whose `seq` is null.',
        messages: { delivery: { $ref: '#/components/messages/delivery' } },
        bindings: { http: {} },
      },
    },
    operations: {
      sendEvents: {
        action: 'send',
        channel: { $ref: '#/channels/events' },
        messages: [{ $ref: '#/channels/events/messages/event' }],
        bindings: { http: { method: 'GET', query: queryOf(parameters, shared), bindingVersion: '0.3.0' } },
      },
      deliver: {
        action: 'send',
        channel: { $ref: '#/channels/webhook' },
        messages: [{ $ref: '#/channels/webhook/messages/delivery' }],
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
      },
    },
    components: {
      messages: {
        event: {
          name: 'Event',
          title: 'An entry of the tape',
          summary: 'The `data` of a server-sent event, whose `id` is its `seq`',
          contentType: 'application/json',
          payload,
        },
        delivery: {
          name: 'Delivery',
          title: 'A delivery of an entry',
          summary: 'Signed by the Standard Webhooks specification',
          contentType: 'application/json',
          headers: deliveryHeaders,
          payload,
        },
      },
      schemas,
    },
  }
}

const deliveryHeaders = {
  type: 'object',
  properties: {
    'webhook-id': { type: 'string', description: '`evt_` and the `seq`, the same for repeats and replays' },
    'webhook-timestamp': { type: 'string', description: 'When it was signed, in seconds since 1970' },
    'webhook-signature': { type: 'string', description: '`v1,` and `v1a,` signatures, joined by spaces' },
  },
}

interface Parameter {
  readonly name: string
  readonly description: string
  readonly schema: object
}

/** The parameters as properties of one object, as the HTTP binding has them. */
function queryOf(parameters: unknown, shared: unknown): object {
  const all = parameters as readonly (Parameter | { readonly $ref: string })[]
  const named = shared as Readonly<Record<string, Parameter>>
  const properties = all.map((one) => {
    const parameter = '$ref' in one ? named[one.$ref.split('/').at(-1) ?? ''] : one
    if (!parameter) throw new Error(`A parameter of ${path} is not described.`)
    return [parameter.name, { ...parameter.schema, description: parameter.description }] as const
  })
  return { type: 'object', properties: Object.fromEntries(properties) }
}
