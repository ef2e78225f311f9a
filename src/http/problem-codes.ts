/** What a problem code means and what to do about it: the text of its page at `/problems/{code}`. */
export interface ProblemCode {
  readonly status: number
  readonly title: string
  readonly remedy: string
}

/** Every problem code that this server answers with. Codes are stable; new ones may come. */
export const problemCodes = {
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
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    remedy:
      'Check the request line, the percent-encoding of the URL, the headers and the framing of the body.',
  },
  'invalid-key': {
    status: 401,
    title: 'The key is not valid',
    remedy:
      'Public reads need no key: leave the Authorization header out. An invalid key is never taken for none.',
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
  'state-conflict': {
    status: 409,
    title: 'The state does not allow this',
    remedy: 'Read `detail`: it says what the document would have to be.',
  },
  'publication-pending': {
    status: 409,
    title: 'A publication is waiting',
    remedy:
      'A document has at most one publication that is not yet visible. Cancel it, or wait for its moment.',
  },
  'slug-taken': {
    status: 409,
    title: 'The name belongs to another document',
    remedy: 'Choose another slug or key.',
  },
  'reference-in-use': {
    status: 409,
    title: 'The reference is still used',
    remedy: 'Something public, or another reference, refers to it. Change that first.',
  },
  'article-retracted': {
    status: 410,
    title: 'The article was retracted',
    remedy: 'Remove every copy and show `notice` in its place. The article does not come back.',
  },
  'body-too-large': { status: 413, title: 'The body is too large', remedy: 'Send at most 1 MiB.' },
  'uri-too-long': { status: 414, title: 'The URL is too long', remedy: 'Send at most 8 KiB.' },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type is not supported',
    remedy: 'Send application/json in UTF-8, without a content coding.',
  },
  'invalid-content': {
    status: 422,
    title: 'The content breaks its schema',
    remedy: 'Read `errors`: each entry points to a field.',
  },
  'invalid-interval': {
    status: 422,
    title: 'It would end before it begins',
    remedy: 'Choose an `expiresAt` after the moment at which the publication becomes visible.',
  },
  'published-in-the-future': {
    status: 422,
    title: 'The editorial date lies ahead',
    remedy:
      '`publishedAt` may be older than the moment of publication, never newer. To publish later, use `publishAt`.',
  },
  'unknown-reference': {
    status: 422,
    title: 'A reference does not exist',
    remedy: 'Read `errors`, and put the entity, instrument, topic or disclaimer rule first.',
  },
  'identifier-taken': {
    status: 422,
    title: 'The identifier belongs to another reference',
    remedy: 'An identifier (scheme and value) names one thing. Read `errors`.',
  },
  'too-many-rules': {
    status: 422,
    title: 'There are too many disclaimer rules',
    remedy: 'At most 500 rules are in force at one time. Join some of them.',
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
  'unavailable-for-legal-reasons': {
    status: 451,
    title: 'Not available in this jurisdiction',
    remedy:
      'The article may not be shown in the asked jurisdiction. Do not show it there from another source either.',
  },
  'internal-error': {
    status: 500,
    title: 'Something failed on our side',
    remedy: 'Try again. If it stays, tell the operator the `requestId`: the log has the cause under it.',
  },
  'disclaimer-unresolved': {
    status: 503,
    title: 'A required disclaimer is missing',
    remedy:
      'What must stand beside this content cannot be found for the asked place and language, so it is not served. Publish the text, or change the rule.',
  },
  'storage-full': {
    status: 503,
    title: 'The store is full',
    remedy: 'Reading goes on. Writing works again once there is space.',
  },
  'storage-unavailable': {
    status: 503,
    title: 'The store cannot be used',
    remedy: 'Try again after `Retry-After` seconds.',
  },
  'not-yet': {
    status: 503,
    title: 'This node has not come that far',
    remedy: 'Try again after `Retry-After` seconds: the tape entry of `minSeq` has not arrived here.',
  },
  overloaded: {
    status: 503,
    title: 'The server is closing or overloaded',
    remedy: 'Try again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ProblemCode>

export type ProblemCodeName = keyof typeof problemCodes

export const isProblemCode = (code: string): code is ProblemCodeName => Object.hasOwn(problemCodes, code)
