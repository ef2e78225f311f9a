import type { ProblemDefinition } from '../../kernel/refusal.ts'

/** Problems of HTTP itself: requests, keys, limits. */
export const httpProblems = {
  'invalid-parameter': {
    status: 400,
    title: 'A parameter is invalid',
    remedy:
      'Read `errors`: each entry names a parameter and what it has to look like. Nothing was guessed or cut.',
  },
  'unknown-parameter': {
    status: 400,
    title: 'A parameter is unknown here',
    remedy:
      'Remove it or correct its name. Unknown parameters are refused, so that a typing error never means "everything".',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor does not belong to this list',
    remedy:
      'Follow `page.next` as it is. A cursor is good for the parameters it was made with; start from the first page.',
  },
  'invalid-body': {
    status: 400,
    title: 'The body is invalid',
    remedy:
      'Read `errors`: each entry points to a field and says what is wrong with it. Nothing was guessed or left out.',
  },
  'invalid-idempotency-key': {
    status: 400,
    title: 'The Idempotency-Key is missing or malformed',
    remedy:
      'Send one Idempotency-Key of 1 to 255 printable ASCII characters, a new one for each act and the same one for its repeats.',
  },
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    remedy:
      'Check the request line, the percent-encoding of the URL, the headers and the framing of the body.',
  },
  'missing-key': {
    status: 401,
    title: 'A key is needed',
    remedy: 'Send `Authorization: Bearer bt_…`. Keys are made with `npm run broadtape -- keys create`.',
  },
  'invalid-key': {
    status: 401,
    title: 'The key is not valid',
    remedy:
      'Public reads need no key: leave the Authorization header out. An invalid key is never taken for none.',
  },
  'insufficient-scope': {
    status: 403,
    title: 'The key may not do this',
    remedy: 'Use a key with the scope that `detail` names.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    remedy:
      'There is nothing public at this address at the asked moment. Drafts, scheduled, held and expired articles answer the same.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    remedy: 'The Allow header lists the methods of this address.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request within ten seconds.',
  },
  'idempotency-in-progress': {
    status: 409,
    title: 'The same request is still being answered',
    remedy: 'Try again after `Retry-After` seconds with the same Idempotency-Key.',
  },
  'stale-revision': {
    status: 412,
    title: 'It was changed meanwhile',
    remedy: 'Read it again, make the change from its present state, and send its ETag in If-Match.',
  },
  'body-too-large': { status: 413, title: 'The body is too large', remedy: 'Send at most 1 MiB.' },
  'uri-too-long': { status: 414, title: 'The URL is too long', remedy: 'Send at most 8 KiB.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    remedy: 'Send application/json in UTF-8, without a content coding.',
  },
  'idempotency-mismatch': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    remedy:
      'A key stands for one request: the same address and the same body. Take a new key for another one.',
  },
  'if-match-required': {
    status: 428,
    title: 'A precondition is needed',
    remedy: 'Send If-Match with the ETag that you have read, so that no change of others is lost.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    remedy:
      'Wait for `Retry-After` seconds. The RateLimit header says what is left, RateLimit-Policy what is allowed.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The header block is too large',
    remedy: 'Send at most 16 KiB and 100 fields.',
  },
  'internal-error': {
    status: 500,
    title: 'Something failed on our side',
    remedy: 'Try again. If it stays, tell the operator the `requestId`: the log has the cause under it.',
  },
  overloaded: {
    status: 503,
    title: 'The server is closing or overloaded',
    remedy: 'Try again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof httpProblems> {}
}
