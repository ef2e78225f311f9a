import { MIMEType } from 'node:util'
import type { FastifyRequest } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'

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
  const types = mediaTypesOf(method)
  if (!isOneOf(headers['content-type'] ?? '', types))
    throw unsupported({ [answeredIn[method] ?? 'accept']: types.join(', ') })
}

/** Parameters other than `charset` say nothing about JSON. The WHATWG names UTF-8 `utf8` too. */
function isOneOf(text: string, types: readonly string[]): boolean {
  try {
    const { essence, params } = new MIMEType(text)
    return types.includes(essence) && /^utf-?8$/i.test(params.get('charset')?.trim() ?? 'utf-8')
  } catch {
    return false
  }
}

const unsupported = (headers: Record<string, string>) =>
  refuse('unsupported-media-type', 'Send the body as JSON in UTF-8, without a content coding.', { headers })
