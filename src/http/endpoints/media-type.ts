import type { FastifyRequest } from 'fastify'
import { refuse } from '../../kernel/refusal.ts'

const utf8 = String.raw`[ \t]*(?:;[ \t]*charset=(?:utf-8|"utf-8")[ \t]*)?$`
const json = new RegExp(`^application/json${utf8}`, 'i')
const patch = new RegExp(`^application/(?:merge-patch\\+)?json${utf8}`, 'i')

/** Media types that a method takes, the preferred one first. */
export const mediaTypesOf = (method: string): readonly string[] =>
  method === 'PATCH' ? ['application/merge-patch+json', 'application/json'] : ['application/json']

/** Where the types that would be taken are named in a 415. */
const answeredIn: Record<string, string> = { POST: 'accept-post', PATCH: 'accept-patch' }

/** Throws 415 before a body is read that is not JSON in UTF-8, or is coded. */
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
  refuse('unsupported-media-type', 'Send JSON in UTF-8, without a content coding.', { headers })
