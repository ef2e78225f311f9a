import { isExactNumber } from './exact-number.ts'
import { invalidBody, toPointer } from './invalid-body.ts'

const depthMax = 20
/** Names per object; no schema has so many. Hashing 100,000 names takes a tenth of a second. */
const namesMax = 1_000

interface Scan {
  readonly text: string
  readonly path: (string | number)[]
  place: number
}

/** Refuses what `JSON.parse` accepts, such as duplicate names and rounded numbers. Throws 400 `invalid-body`. */
export function scanJson(text: string): void {
  const scan: Scan = { text, path: [], place: 0 }
  skipSpace(scan)
  scanValue(scan)
  if (scan.place !== text.length) throw fault(scan, 'is followed by further text')
}

function scanValue(scan: Scan): void {
  const first = scan.text[scan.place]
  if (first === '"') scanString(scan)
  else if (first === '{') scanObject(scan)
  else if (first === '[') scanArray(scan)
  else if (first === '-' || (first !== undefined && first >= '0' && first <= '9')) scanNumber(scan)
  else if (!take(scan, literal)) throw notJson(scan)
  skipSpace(scan)
}

function scanObject(scan: Scan): void {
  enter(scan)
  if (closes(scan, '}')) return
  const names = new Set<string>()
  do {
    skipSpace(scan)
    if (scan.text[scan.place] !== '"') throw notJson(scan)
    const name = scanString(scan)
    scan.path.push(name)
    if (names.has(name)) throw fault(scan, 'appears twice in its object')
    if (name === '__proto__' || name === 'constructor') throw fault(scan, 'is a name that is not allowed')
    names.add(name)
    if (names.size > namesMax) throw fault(scan, `is one name too many: an object has at most ${namesMax}`)
    skipSpace(scan)
    if (scan.text[scan.place] !== ':') throw notJson(scan)
    scan.place += 1
    skipSpace(scan)
    scanValue(scan)
    scan.path.pop()
  } while (goesOn(scan, '}'))
}

function scanArray(scan: Scan): void {
  enter(scan)
  if (closes(scan, ']')) return
  let index = 0
  do {
    skipSpace(scan)
    scan.path.push(index)
    scanValue(scan)
    scan.path.pop()
    index += 1
  } while (goesOn(scan, ']'))
}

function enter(scan: Scan): void {
  if (scan.path.length >= depthMax)
    throw invalidBody(toPointer(scan.path.slice(0, 3)), `is nested deeper than ${depthMax} levels`)
  scan.place += 1
  skipSpace(scan)
}

function closes(scan: Scan, end: '}' | ']'): boolean {
  if (scan.text[scan.place] !== end) return false
  scan.place += 1
  return true
}

function goesOn(scan: Scan, end: '}' | ']'): boolean {
  if (closes(scan, end)) return false
  if (scan.text[scan.place] !== ',') throw notJson(scan)
  scan.place += 1
  return true
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows these only when escaped.
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literal = /true|false|null/y
const space = /[ \t\n\r]+/y
const unsafe = /[\0\u202a-\u202e\u2066-\u2069]/

function scanString(scan: Scan): string {
  const quoted = take(scan, string)
  if (!quoted) throw notJson(scan)
  const text = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
  if (!text.isWellFormed()) throw fault(scan, 'holds an unpaired surrogate')
  if (unsafe.test(text)) throw fault(scan, 'holds a NUL or a bidirectional control character')
  return text
}

function scanNumber(scan: Scan): void {
  const text = take(scan, number)
  if (!text) throw notJson(scan)
  if (!isExactNumber(text))
    throw fault(
      scan,
      'is a number that would be rounded: use fewer digits, or send it as text if the field takes text',
    )
}

/** All JSON whitespace is below this code unit; nothing else below it is valid JSON. */
const firstGraphic = 0x21

function skipSpace(scan: Scan): void {
  // Usually there is nothing to skip, and running the pattern would cost more than this comparison.
  if (scan.text.charCodeAt(scan.place) < firstGraphic) take(scan, space)
}

function take(scan: Scan, pattern: RegExp): string | null {
  pattern.lastIndex = scan.place
  if (!pattern.test(scan.text)) return null
  const found = scan.text.slice(scan.place, pattern.lastIndex)
  scan.place = pattern.lastIndex
  return found
}

const fault = (scan: Scan, detail: string) => invalidBody(toPointer(scan.path), detail)

const notJson = (scan: Scan) => fault(scan, 'is not JSON')
