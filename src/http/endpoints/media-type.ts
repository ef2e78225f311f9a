import type { FastifyRequest } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'

const utf8 = String.raw`[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$`
const json = new RegExp(`^application/json${utf8}`, 'i')
const patch = new RegExp(`^application/(?:merge-patch\\+)?json${utf8}`, 'i')

/** Accepted media types of request bodies, the preferred one first. */
export const mediaTypesOf = (method: string): readonly string[] =>
  method === 'PATCH' ? ['application/merge-patch+json', 'application/json'] : ['application/json']

/** The header of a 415 that lists the accepted types. */
const answeredIn: Record<string, string> = { POST: 'accept-post', PATCH: 'accept-patch' }

/** Throws 415, before the body is read, if it is not JSON in UTF-8 or has a content coding. */
export function requireJson({ method, headers }: FastifyRequest): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody) return
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (coding !== 'identity' && coding !== '') throw unsupported({ 'accept-encoding': 'identity' })
  const taken = method === 'PATCH' ? patch : json
  if (!taken.test(headers['content-type'] ?? ''))
    throw unsupported({ [answeredIn[method] ?? 'accept']: mediaTypesOf(method).join(', ') })
}

const unsupported = (headers: Record<string, string>) =>
  refuse('unsupported-media-type', 'Send the body as JSON in UTF-8, without a content coding.', { headers })
