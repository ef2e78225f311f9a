import type { ProblemDefinition } from '../../kernel/refusal.ts'

export const httpProblems = {
  'invalid-parameter': {
    status: 400,
    title: 'A parameter is invalid',
    remedy:
      'Read `errors`: each entry names a parameter and says what is wrong with it. Invalid values are never guessed or truncated.',
  },
  'unknown-parameter': {
    status: 400,
    title: 'A parameter is unknown',
    remedy:
      'Remove the parameter or correct its name. Unknown parameters are refused, so that a typo never means "everything".',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor does not belong to this list',
    remedy:
      'Start again from the first page and follow `page.next` unchanged. A cursor works only with the parameters it was issued for.',
  },
  'invalid-body': {
    status: 400,
    title: 'The body is invalid',
    remedy:
      'Read `errors`: each entry points to a field and says what is wrong with it. Invalid fields are never guessed or ignored.',
  },
  'invalid-idempotency-key': {
    status: 400,
    title: 'The Idempotency-Key is missing or malformed',
    remedy:
      'Send one Idempotency-Key of 1 to 255 printable ASCII characters: a new one for each request, the same one for its retries.',
  },
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    remedy:
      'Check the request line, the percent-encoding of the URL, the headers and the framing of the body.',
  },
  'missing-key': {
    status: 401,
    title: 'A key is required',
    remedy: 'Send `Authorization: Bearer bt_…`. Create a key with `npm run broadtape -- keys create`.',
  },
  'invalid-key': {
    status: 401,
    title: 'The key is not valid',
    remedy:
      'Use a valid key. Public reads need none: leave out the Authorization header. The API always refuses an invalid key.',
  },
  'insufficient-scope': {
    status: 403,
    title: 'The key lacks the required scope',
    remedy: 'Use a key with the scope that `detail` names.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    remedy:
      'Check the URL. What is not public, such as a draft or a scheduled, held or expired article, answers the same as what does not exist.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed',
    remedy: 'Use one of the methods in the Allow header.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request within ten seconds.',
  },
  'idempotency-in-progress': {
    status: 409,
    title: 'The same request is still in progress',
    remedy: 'Try again after `Retry-After` seconds with the same Idempotency-Key.',
  },
  'stale-revision': {
    status: 412,
    title: 'If-Match does not match the current state',
    remedy:
      'Fetch the current state, redo the change, and send its ETag in If-Match. Where `detail` says that a proxy altered the tag, turn off its compression for the desk.',
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
      'An Idempotency-Key stands for one request with the same URL and body. Use a new key for another request.',
  },
  'if-match-required': {
    status: 428,
    title: 'A precondition is required',
    remedy:
      'Send If-Match with the ETag of the state that you are changing, so that no concurrent change is lost.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    remedy:
      'Wait for `Retry-After` seconds. The RateLimit header says what is left of the limit, RateLimit-Policy what the limit is.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The header block is too large',
    remedy: 'Send at most 16 KiB and 100 fields.',
  },
  'internal-error': {
    status: 500,
    title: 'The server failed',
    remedy:
      'Try again. If the error persists, give the `requestId` to the operator, who finds the cause in the log.',
  },
  overloaded: {
    status: 503,
    title: 'The server is overloaded or shutting down',
    remedy: 'Try again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof httpProblems> {}
}
