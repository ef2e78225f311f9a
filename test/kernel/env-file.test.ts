import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEnvText, strayLines } from '../../src/kernel/env-file.ts'
import { ConfigFault } from '../../src/kernel/errors.ts'
import { createFolder } from '../db/files.ts'

const settings = ['PORT', 'HOST', 'DATABASE_URL', 'REVIEW_REQUIRED', 'SHUTDOWN_TIMEOUT_MS']

test.each([
  ['REVIEW_REQUIERD=false', ' Did you mean REVIEW_REQUIRED?'],
  ['port=1', ' Did you mean PORT?'],
  ['BROADTAPE_HOST=::1', ' Did you mean HOST?'],
  ['set PORT=1', ' Did you mean PORT?'],
  ['DATABASE=file:x', ' Did you mean DATABASE_URL?'],
  ['SHUTDOWN_TIMEOUT=1', ' Did you mean SHUTDOWN_TIMEOUT_MS?'],
  ['PORT\u00A0=1', ' Did you mean PORT?'],
  ['POTR=1', ' Did you mean PORT?'],
  ['POSTGRES_PASSWORD=secret', ''],
  ['TZ=UTC', ''],
])('%s is no setting, and the nearest one is named', (line, hint) => {
  expect(strayLines('.env', line, settings)).toEqual([
    `.env: ${line.split('=', 1)[0]} is not a setting.${hint}`,
  ])
})

test('a setting without an equals sign is told', () => {
  expect(strayLines('.env', 'PORT: 1\nexport HOST\nDATABASE_URL=file:x\n', settings)).toEqual([
    '.env: the line of PORT has no "=", so it is not used.',
    '.env: the line of HOST has no "=", so it is not used.',
  ])
})

test('what is a setting is not told, however it is written', () => {
  const text =
    '# POTR\n# PORT is\n\nexport PORT=1\r\nHOST = "::1" # PROT\n  DATABASE_URL=\'file:x\'\nREVIEW_REQUIRED=\n'
  expect(strayLines('.env', text, settings)).toEqual([])
})

test.each<[string, string | Buffer | null, RegExp]>([
  ['begins with a byte order mark', '\uFEFFPORT=1', /begins with a byte order mark/],
  ['is in UTF-16', Buffer.from('\uFEFFPORT=1', 'utf16le'), /is not text in UTF-8/],
  ['is in UTF-16 without a mark', Buffer.from('PORT=1', 'utf16le'), /is not text in UTF-8/],
  ['is in Latin-1', Buffer.from('# Ä', 'latin1'), /is not text in UTF-8/],
  ['is a folder', null, /cannot be read: EISDIR/],
])('a file that %s is refused in one line that names it', (_, content, pattern) => {
  const file = join(createFolder(), '.env')
  if (content === null) mkdirSync(file)
  else writeFileSync(file, content)
  expect(() => readEnvText(file)).toThrow(ConfigFault)
  expect(() => readEnvText(file)).toThrow(pattern)
  expect(() => readEnvText(file)).toThrow(/^\S+\.env: [^\n]+$/)
})

test('a link to a file that does not exist is refused', () => {
  const file = join(createFolder(), '.env')
  symlinkSync('nowhere', file)
  expect(() => readEnvText(file)).toThrow(/\.env: cannot be read: ENOENT/)
})

test('a file that does not exist is empty', () => {
  expect(readEnvText(join(createFolder(), '.env'))).toBe('')
})
