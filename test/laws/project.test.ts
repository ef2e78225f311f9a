import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  // A file that is being deleted is still listed.
  .filter((path) => path !== '' && existsSync(path))

const linesOf = (path: string): [line: string, place: string][] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line, index) => [line, `${path}:${index + 1}`])

const lines = tracked.flatMap(linesOf)
const itemsWithPointers = (word: RegExp): string[] =>
  lines.filter(([line]) => word.test(line)).map(([, place]) => place)

describe('no file of the project', () => {
  test('names a folder of a single machine', () => {
    expect(itemsWithPointers(/(?<![\w.:/$}~-])\/(?:work|home|root|Users|tmp|var\/tmp)\/\w/)).toEqual([])
    expect(itemsWithPointers(/\b[A-Z]:\\\w/)).toEqual([])
  })

  test('names a package registry', () => {
    expect(
      itemsWithPointers(
        /\/\/registry\b|\bregist[r]y\.[\w-]+\.[a-z]|"resolve[d]":|^\s*registry\s*=|\/-\/[\w.-]+\.tgz/,
      ),
    ).toEqual([])
  })

  test('leaves work unfinished', () => {
    expect(itemsWithPointers(/\b(?:TO[D]O|FIX[M]E|X[X]X|HAC[K])\b/)).toEqual([])
  })

  test('skips a test or runs a single one', () => {
    const found = lines.filter(
      ([line, place]) =>
        place.startsWith('test/') && /\b(?:test|it|describe)\.(?:skip|only|todo)\b/.test(line),
    )
    expect(found.map(([, place]) => place)).toEqual([])
  })
})

describe('package.json', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))

  test.each(['dependencies', 'devDependencies', 'optionalDependencies'])(
    'has exact versions in %s',
    (group) => {
      const versions = Object.entries<string>(manifest[group])
      expect(versions.length).toBeGreaterThan(0)
      expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-beta\.\d+)?$/.test(version))).toEqual([])
      expect(lock.packages[''][group]).toEqual(manifest[group])
    },
  )

  test('has every package in the lock, with its checksum', () => {
    const packages = Object.entries<{ integrity?: string; version?: string }>(lock.packages).filter(
      ([path]) => path,
    )
    expect(
      packages.filter(([, { integrity, version }]) => !integrity || !version).map(([path]) => path),
    ).toEqual([])
  })
})

test('the source document of the sample is untouched', () => {
  const bytes = readFileSync('seeds/source.txt')
  expect(bytes.length).toBe(4_900)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    '836aa81ba9470dd91358a5f3689266cd743cfacd0682dba8004ecc86cc41b4ee',
  )
})
