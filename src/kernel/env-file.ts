import { lstatSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { closestMatch } from 'leven'
import { ConfigFault } from './errors.ts'

/** Edits that a name may be away from the one that was meant: two for a short one, of which a transposition takes both. */
const editsMax = (name: string): number => Math.max(2, Math.floor(name.length * 0.4))

/** The text of an `.env` file; empty if there is none. Throws a `ConfigFault` for what is no plain UTF-8. */
export function readEnvText(file: string): string {
  const text = decode(file, readBytes(file))
  if (text.startsWith('\uFEFF'))
    throw new ConfigFault(
      `${file}: begins with a byte order mark, which would become part of the first name. Save it as UTF-8 without one`,
    )
  return text
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code, message }: NodeJS.ErrnoException = error as Error
    // A link to nowhere is no missing file: settings were meant to be there.
    if (code === 'ENOENT' && !lstatSync(file, { throwIfNoEntry: false })) return Buffer.alloc(0)
    throw new ConfigFault(`${file}: cannot be read: ${message}`)
  }
}

function decode(file: string, bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {}
  throw new ConfigFault(`${file}: is not text in UTF-8. Save it as UTF-8 without a byte order mark`)
}

/** A line for each name in an `.env` text that is no setting, and for each setting that is given without `=`. */
export function strayLines(file: string, text: string, settings: readonly string[]): string[] {
  const unknown = Object.keys(parseEnv(text)).filter((name) => !settings.includes(name))
  const unassigned = settings.filter((name) =>
    new RegExp(`^\\s*(?:export\\s+)?${name}\\b[^=\\n]*$`, 'm').test(text),
  )
  return [
    ...unknown.map((name) => {
      const nearest = nearestTo(name, settings)
      return `${file}: ${name} is not a setting.${nearest ? ` Did you mean ${nearest}?` : ''}`
    }),
    ...unassigned.map((name) => `${file}: the line of ${name} has no "=", so it is not used.`),
  ]
}

/** Names also get a prefix, lower case, or the word of a shell before them. */
function nearestTo(name: string, settings: readonly string[]): string | undefined {
  const [word = ''] = name.trim().toUpperCase().split(/\s+/).slice(-1)
  const bare = word.replace(/^BROADTAPE_/, '')
  const close = closestMatch(bare, settings, { maxDistance: editsMax(bare) })
  return close ?? settings.find((setting) => setting.startsWith(`${bare}_`))
}
