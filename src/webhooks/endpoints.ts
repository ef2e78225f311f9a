import { z } from 'zod'
import type { ReadEndpoint, Tag, WriteEndpoint } from '../http/endpoints/endpoint.ts'
import * as parameters from '../http/parameters/parameters.ts'
import { MergePatch } from '../values/merge-patch.ts'
import * as schema from './schema.ts'

export const path = '/admin/v1/webhooks'
const tag: Tag = { name: 'Webhooks', description: 'The desk: who is told of what becomes public' }
const shared = { tag, access: ['webhooks:admin'] } as const
const ofOne = {
  ...shared,
  parameters: z.strictObject({
    id: z.string().meta({ description: 'Id of the webhook', example: 'whk_0123456789abcdef' }),
  }),
} as const

export const createWebhook = {
  ...shared,
  operationId: 'createWebhook',
  summary: 'Make a webhook',
  description:
    'Tells a receiver of each entry of the tape that comes from now on, in order, until it has answered 2xx. The secret is in this answer only.',
  isInternal: true,
  method: 'POST',
  path,
  body: schema.WebhookOrder,
  answer: schema.WebhookAnswer,
  status: 201,
  problems: ['secret-key-missing', 'address-refused'],
  example: { url: 'https://partner.example/hooks', types: ['article.published', 'article.retracted'] },
} as const satisfies WriteEndpoint

export const listWebhooks = {
  ...shared,
  operationId: 'listWebhooks',
  summary: 'List the webhooks',
  description: 'Newest first; never with a secret.',
  path,
  query: z.strictObject(parameters.page),
  answer: schema.WebhookPage,
} as const satisfies ReadEndpoint

export const getWebhook = {
  ...ofOne,
  operationId: 'getWebhook',
  summary: 'Get a webhook',
  description: 'Returns its settings, its state and its place on the tape.',
  path: `${path}/{id}`,
  answer: schema.WebhookAnswer,
  problems: ['not-found'],
} as const satisfies ReadEndpoint

export const editWebhook = {
  ...ofOne,
  operationId: 'editWebhook',
  summary: 'Change a webhook',
  description:
    'Applies a JSON merge patch (RFC 7396); null sets a default. It holds for the entries that are not yet delivered. Deliveries do not change the entity tag.',
  isInternal: true,
  method: 'PATCH',
  path: `${path}/{id}`,
  body: MergePatch,
  answer: schema.WebhookAnswer,
  ifMatch: 'required',
  problems: ['not-found', 'address-refused'],
  example: { payload: 'full' },
} as const satisfies WriteEndpoint

export const deleteWebhook = {
  ...ofOne,
  operationId: 'deleteWebhook',
  summary: 'Remove a webhook',
  description: 'Nothing more is delivered, but for what is on its way.',
  isInternal: true,
  method: 'DELETE',
  path: `${path}/{id}`,
  answer: null,
  problems: ['not-found'],
} as const satisfies WriteEndpoint

const act = { ...ofOne, isInternal: true, method: 'POST', problems: ['not-found'] } as const

export const rotateWebhookSecret = {
  ...act,
  operationId: 'rotateWebhookSecret',
  summary: 'Change the secret of a webhook',
  description:
    'Returns a new secret and public key, in this answer only. For 24 hours the old ones sign beside them.',
  path: `${path}/{id}/rotate-secret`,
  answer: schema.WebhookAnswer,
  problems: ['not-found', 'secret-key-missing'],
} as const satisfies WriteEndpoint

export const testWebhook = {
  ...act,
  operationId: 'testWebhook',
  summary: 'Test a webhook',
  description:
    'Sends one delivery of the type `webhook.test`, with `seq` null, in whatever state the webhook is. See its deliveries for what came of it.',
  path: `${path}/{id}/test`,
  answer: schema.WebhookAnswer,
} as const satisfies WriteEndpoint

export const replayWebhook = {
  ...act,
  operationId: 'replayWebhook',
  summary: 'Deliver entries again',
  description: 'Sets the place of the webhook on the tape: what follows it is delivered, with the same ids.',
  path: `${path}/{id}/replay`,
  body: schema.Replay,
  answer: schema.WebhookAnswer,
  problems: ['not-found', 'unknown-sequence'],
  example: { after: 0 },
} as const satisfies WriteEndpoint

export const enableWebhook = {
  ...act,
  operationId: 'enableWebhook',
  summary: 'Enable a webhook',
  description: 'Goes on from the place that the webhook has kept; a failing one is tried at once.',
  path: `${path}/{id}/enable`,
  answer: schema.WebhookAnswer,
} as const satisfies WriteEndpoint

export const listWebhookDeliveries = {
  ...ofOne,
  operationId: 'listWebhookDeliveries',
  summary: 'List the deliveries of a webhook',
  description: 'The attempts of the last 30 days, newest first. What was sent is not kept.',
  path: `${path}/{id}/deliveries`,
  query: z.strictObject(parameters.page),
  answer: schema.WebhookDeliveryPage,
  problems: ['not-found'],
} as const satisfies ReadEndpoint
