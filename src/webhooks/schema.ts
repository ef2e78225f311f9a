import { z } from 'zod'
import { TapeEvent } from '../events/schema.ts'
import { listOf, oneOf } from '../http/parameters/envelope.ts'
import { InstrumentName, TopicName } from '../references/symbols.ts'
import { Locale } from '../values/place.ts'
import { Key, line, WebUrl } from '../values/text.ts'
import { InstantText } from '../values/time.ts'

const valuesMax = 50

const anyOf = <Value extends z.ZodType<string, string>>(value: Value, description: string) =>
  z.array(value).max(valuesMax).describe(`${description}; empty: all`)

/** What a webhook is told: filters that mean what those of `/v1/events` mean. */
const filterFields = {
  types: anyOf(TapeEvent.shape.type, 'Types of entries'),
  instruments: anyOf(InstrumentName, 'Instruments of articles: keys, or `MIC:TICKER` as listed now'),
  entities: anyOf(Key, 'Entities of articles'),
  topics: anyOf(TopicName, 'Topics of articles: `scheme:code`'),
  locales: anyOf(Locale, 'Languages of articles: `de` also finds `de-AT`'),
}
export const WebhookFilter = z.object(filterFields)
export type WebhookFilter = z.output<typeof WebhookFilter>

const settings = {
  url: WebUrl.describe('Where deliveries are sent: https, or http into a network of `WEBHOOK_ALLOW`'),
  ...filterFields,
  payload: z.enum(['thin', 'full']).meta({
    id: 'WebhookPayload',
    description: '`thin`: the entry of the tape; `full`: also its `article`',
  }),
  description: line(500).nullable().describe('What it is for'),
}

/** A webhook to make. */
export const WebhookOrder = z
  .strictObject({
    ...settings,
    types: settings.types.default([]),
    instruments: settings.instruments.default([]),
    entities: settings.entities.default([]),
    topics: settings.topics.default([]),
    locales: settings.locales.default([]),
    payload: settings.payload.default('thin'),
    description: settings.description.default(null),
  })
  .meta({ id: 'WebhookOrder', description: 'A webhook to make' })
export type WebhookOrder = z.output<typeof WebhookOrder>

const Webhook = z
  .object({
    id: z.string().describe('Id of the webhook'),
    ...settings,
    state: z.enum(['active', 'failing', 'disabled']).meta({
      id: 'WebhookState',
      description:
        '`failing`: the last attempt failed and is repeated; `disabled`: nothing is delivered until it is enabled',
    }),
    after: z
      .int()
      .describe('`seq` of the entry delivered last; at first, of the newest one when it was made'),
    publicKey: z.string().describe('Verifies the `v1a` signatures, Ed25519: `whpk_` and base64'),
    createdAt: InstantText.describe('When it was made'),
    secret: z
      .string()
      .optional()
      .describe(
        'Verifies the `v1` signatures: `whsec_` and base64. Only in the answer that makes or rotates it, and not in its repeats',
      ),
  })
  .meta({ id: 'Webhook', description: 'A receiver of the tape' })

const WebhookDelivery = z
  .object({
    seq: z.int().nullable().describe('The entry; null for a test'),
    attempt: z.int().describe('1 for the first attempt at the entry; 0 for a test'),
    at: InstantText.describe('When it was sent'),
    status: z.int().nullable().describe('Status of the answer; null without one'),
    error: z
      .string()
      .nullable()
      .describe(
        'Why there is no answer: `timeout`, `refused-address`, `unknown-name`, `tls`, `connection-refused`, `connection-lost`, `invalid-answer`. More may come',
      ),
    ms: z.int().describe('Milliseconds until the answer, or until it failed'),
  })
  .meta({ id: 'WebhookDelivery', description: 'An attempt to deliver an entry' })

export const WebhookAnswer = oneOf(Webhook)
export const WebhookPage = listOf(Webhook)
export const WebhookDeliveryPage = listOf(WebhookDelivery)

export const Replay = z
  .strictObject({ after: z.int().min(0).describe('`seq` of the entry after which it begins; 0: the first') })
  .meta({ id: 'WebhookReplay', description: 'From where to deliver again' })
