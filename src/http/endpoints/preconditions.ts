import { refuse } from '../../kernel/refusal.ts'

const entityTag = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`
const tags = new RegExp(entityTag, 'g')
/** Whitespace can match in one place only; otherwise a long header causes exponential backtracking. */
const tagList = new RegExp(
  String.raw`^[ \t]*(?:\*[ \t]*|(?:,[ \t]*)*${entityTag}[ \t]*(?:,[ \t]*(?:${entityTag}[ \t]*)?)*)$`,
)

/** The precondition of a write (RFC 9110 §13.1.1). */
export interface Precondition {
  /** Checks the current entity tag, null if nothing exists yet. Throws 412, or 428 if required and absent. */
  require(current: string | null): void
}

/** Parses If-Match. Throws 400 if it is malformed. */
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

/** Strong comparison: a weak entity tag never matches. */
const matches = (header: string, current: string): boolean =>
  header.trim() === '*' || [...header.matchAll(tags)].some(([tag]) => tag === current)

const malformedIfMatch = () =>
  refuse('malformed-request', 'If-Match must be * or a list of entity tags in double quotes.')

const ifMatchRequired = () =>
  refuse('if-match-required', 'Send If-Match with the ETag of the state that you are changing.')

const staleRevision = () =>
  refuse('stale-revision', 'The current state does not match If-Match. Fetch it again and redo the change.')
