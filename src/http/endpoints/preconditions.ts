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
        return
      }
      if (current === null) throw stale('There is nothing here yet that If-Match could match.')
      if (header.trim() === '*') return
      const sent = [...header.matchAll(tags)].map(([tag]) => tag)
      if (!sent.includes(current)) throw stale(faultOf(sent, current))
    },
  }
}

/** What proxies that compress append to an entity tag, such as `-gzip`, `--gzip` and `;gzip`. */
const codingSuffix = /(?:--?|[;:+])(?:gzip|br|zstd|deflate)"$/

/** Why none of the tags matches, by strong comparison: whether the state changed, or only the tag on its way. */
function faultOf(sent: readonly string[], current: string): string {
  const strong = sent.map((tag) => tag.replace('W/', ''))
  if (strong.includes(current))
    return 'The entity tag in If-Match is weak (W/), so it never matches, though the state has not changed. Send the ETag as this server gives it: a proxy that compresses may have weakened it.'
  if (strong.some((tag) => tag.replace(codingSuffix, '"') === current))
    return 'The entity tag in If-Match has the name of a content coding appended, though the state has not changed. Send the ETag as this server gives it: a proxy that compresses may have altered it.'
  return 'The current state does not match If-Match. Fetch it again and redo the change.'
}

const malformedIfMatch = () =>
  refuse('malformed-request', 'If-Match must be * or a list of entity tags in double quotes.')

const ifMatchRequired = () =>
  refuse('if-match-required', 'Send If-Match with the ETag of the state that you are changing.')

const stale = (detail: string) => refuse('stale-revision', detail)
