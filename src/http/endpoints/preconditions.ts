import { refuse } from '../../kernel/refusal.ts'

const entityTag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`
const tags = new RegExp(entityTag, 'g')
/** Blanks have one place each: were there two, the ways to read a long header would double with each of them. */
const tagList = new RegExp(
  String.raw`^[ \t]*(?:\*[ \t]*|(?:,[ \t]*)*${entityTag}[ \t]*(?:,[ \t]*(?:${entityTag}[ \t]*)?)*)$`,
)

/** What a client demands of the current state before its write is done (RFC 9110 §13.1.1). */
export interface Precondition {
  /**
   * Compares with the entity tag of the current state, null where there is none yet. Throws 412, and 428 where a
   * precondition is required to change what exists.
   */
  require(current: string | null): void
}

/** Reads the header. Throws 400 where it is no list of entity tags. */
export function readIfMatch(header: string | undefined, isRequired: boolean): Precondition {
  if (header !== undefined && !tagList.test(header)) throw malformedIfMatch()
  return {
    require(current) {
      if (header === undefined) {
        if (isRequired && current !== null) throw ifMatchRequired()
      } else if (current === null || !matches(header, current)) throw staleRevision()
    },
  }
}

/** By the strong comparison: a weak tag matches nothing. */
const matches = (header: string, current: string): boolean =>
  header.trim() === '*' || [...header.matchAll(tags)].some(([tag]) => tag === current)

const malformedIfMatch = () =>
  refuse('malformed-request', 'If-Match is neither * nor a list of entity tags in double quotes.')

const ifMatchRequired = () =>
  refuse('if-match-required', 'Send If-Match with the ETag that the change is made from.')

const staleRevision = () => refuse('stale-revision', 'It was changed since the state that If-Match names.')
