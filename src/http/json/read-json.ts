import { isUtf8 } from 'node:buffer'
import { type JSONPath, visit } from 'jsonc-parser'
import { toPointer } from '../../kernel/faults.ts'
import { findRefused, lengthOf } from '../../values/text.ts'
import { isExactNumber } from './exact-number.ts'
import { invalidBody } from './invalid-body.ts'

/**
 * Parses a body as strict I-JSON (RFC 7493): UTF-8 without a byte order mark, no duplicate names, only numbers that a
 * double preserves, no text with bidirectional controls. Throws 400 `invalid-body`.
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalidBody('', 'is not well-formed UTF-8')
  const text = bytes.toString('utf8')
  if (text.startsWith('\uFEFF')) throw invalidBody('', 'begins with a byte order mark')
  requireStrictJson(text)
  try {
    return JSON.parse(text)
  } catch {
    throw invalidBody('', 'is not JSON')
  }
}

const depthMax = 20
/** No schema has an object with more fields. Hashing a hundred thousand names takes a tenth of a second. */
const namesMax = 1_000
const unsafe = /[\0\u202a-\u202e\u2066-\u2069]/

/** Refuses what `JSON.parse` accepts silently. Takes 10 µs per kilobyte; stops at the first limit that is exceeded. */
function requireStrictJson(text: string): void {
  const objects: Set<string>[] = []
  visit(
    text,
    {
      onObjectBegin(_offset, _length, _line, _character, path) {
        requireDepth(path())
        objects.push(new Set())
      },
      onObjectProperty(name, _offset, _length, _line, _character, path) {
        requireText(name, path, 'has a name that ')
        requireName(name, objects.at(-1), () => [...path(), name])
      },
      onObjectEnd() {
        objects.pop()
      },
      onArrayBegin(_offset, _length, _line, _character, path) {
        requireDepth(path())
      },
      onLiteralValue(value, offset, length, _line, _character, path) {
        if (typeof value === 'string') requireText(value, path)
        if (typeof value === 'number' && !isExactNumber(text.slice(offset, offset + length)))
          throw fault(path, 'is a number that would be rounded; send it as text where text is taken')
      },
      onError(_code, offset) {
        throw invalidBody('', `is not JSON, from character ${lengthOf(text.slice(0, offset)) + 1} on`)
      },
    },
    { disallowComments: true },
  )
}

function requireDepth(path: JSONPath): void {
  if (path.length >= depthMax)
    throw invalidBody(toPointer(path.slice(0, 3)), `is nested deeper than ${depthMax} levels`)
}

function requireName(name: string, names: Set<string> | undefined, path: () => JSONPath): void {
  if (names?.has(name)) throw fault(path, 'appears twice in its object')
  if (name === '__proto__' || name === 'constructor') throw fault(path, 'is a name that is not accepted')
  names?.add(name)
  if (names && names.size > namesMax)
    throw fault(path, `is one name too many: an object has at most ${namesMax}`)
}

function requireText(text: string, path: () => JSONPath, what = ''): void {
  const refused = findRefused(text, unsafe)
  if (refused) throw fault(path, what + refused)
}

const fault = (path: () => JSONPath, detail: string) => invalidBody(toPointer(path()), detail)
