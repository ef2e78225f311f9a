import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { articleWorkflow } from '../../src/desk/articles/workflow.ts'
import { standings as allStandings } from '../../src/desk/documents/workflow.ts'
import { readConfig, settingNames } from '../../src/kernel/config.ts'
import { problems } from '../../src/slices.ts'
import { testApp } from '../helpers.ts'

const readme = readFileSync('README.md', 'utf8')

function sectionUnder(heading: string): string {
  const [, section = ''] = readme.split(`\n## ${heading}\n`)
  return section.split('\n## ')[0] ?? ''
}

/** Cells of each row of the table below a heading. */
const tableUnder = (heading: string): string[][] =>
  sectionUnder(heading)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '))

describe('the README', () => {
  test('lists every setting with its default, and none that does not exist', () => {
    const rows = tableUnder('Settings')
    expect(rows.map(([name]) => name)).toEqual(settingNames.map((name) => `\`${name}\``))
    for (const [name = '', text = ''] of rows) {
      const value = text === 'none' ? '' : text.slice(1, -1)
      // Setting a default explicitly changes nothing.
      expect({ name, config: readConfig({ [name.slice(1, -1)]: value }) }).toEqual({
        name,
        config: readConfig({}),
      })
      if (text === 'none') expect(Object.values(readConfig({}))).toContain(null)
    }
    const defaults = rows.map(([, text = '']) => text.replaceAll('`', '')).filter((text) => text !== 'none')
    for (const value of Object.values(readConfig({}))) {
      if (value !== null) expect(defaults.some((text) => text.endsWith(String(value)))).toBe(true)
    }
  })

  test('lists every problem code with its status and title, and no other', () => {
    const listed = tableUnder('Problem codes')
    const known = Object.entries(problems)
      .sort(([, one], [, other]) => one.status - other.status)
      .map(([code, { status, title }]) => [`\`${code}\``, `${status}`, title])
    expect(listed).toEqual(known)
  })

  test('lists every rule of the workflow, and no other', () => {
    const told = articleWorkflow.rules.map(({ act, states, standings, withoutReview }) => [
      `\`${act}\`${withoutReview ? ' without review' : ''}`,
      states.join(', '),
      standings.length === allStandings.length ? 'anything' : standings.join(', '),
    ])
    expect(tableUnder('The way of an article')).toEqual(told)
  })

  test('names every script, and none that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const named = [...readme.matchAll(/\bnpm (?:run )?(\w+(?::\w+)*)/g)].map(([, name = '']) => name)
    const ofNpm = new Set(['ci', 'with'])
    expect(new Set(named.filter((name) => !ofNpm.has(name)))).toEqual(new Set(Object.keys(scripts)))
  })

  test('lists the commands of the command line', () => {
    const commands = [...readFileSync('src/cli/cli.ts', 'utf8').matchAll(/^ {2}(\w+): \{\n {4}help:/gm)]
    expect(commands.length).toBeGreaterThan(3)
    expect(tableUnder('Commands').map(([name]) => name)).toEqual(commands.map(([, name]) => `\`${name}\``))
  })

  test('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(3)
    expect(links.filter((path) => !existsSync(path))).toEqual([])
    const paths = [...readme.matchAll(/`((?:src|test|seeds|migrations|openapi)(?:\/[\w.-]+)*\/?)`/g)]
    expect(paths.map(([, path = '']) => path).filter((path) => !existsSync(path))).toEqual([])
  })

  const tourText = sectionUnder('A short tour')
  const tour = [...tourText.matchAll(/```sh\ncurl -s '([^']+)'\n```\n\n```json\n([\s\S]+?)\n```/g)].map(
    ([, url = '', shown = '']) => ({ url, shown }),
  )

  test('shows an answer after every request', () => {
    expect(tour.length).toBeGreaterThan(8)
    expect(tourText.match(/^curl\b/gm)).toHaveLength(tour.length)
  })

  test.each(tour)('shows the true answer of $url', async ({ url, shown }) => {
    const { http } = await testApp()
    const base = 'http://127.0.0.1:3000'
    expect(url.startsWith(base)).toBe(true)
    const { body } = await http.get(url.slice(base.length))
    expect(differences(JSON.parse(shown), body)).toEqual([])
  })
})

test('.env.example lists every setting with its default', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8'))
  expect(Object.keys(example).sort()).toEqual([...settingNames].sort())
  expect(readConfig(example)).toEqual(readConfig({}))
  expect(Object.entries(example).filter(([, value]) => value === '')).toHaveLength(
    tableUnder('Settings').filter(([, value]) => value === 'none').length,
  )
})

const more = '…'

/** Differences between an answer and the one shown. `…` stands for what is left out of a text, list or object. */
function differences(shown: unknown, actual: unknown, place = ''): string[] {
  if (shown === more) return []
  if (typeof shown === 'string' && typeof actual === 'string') {
    const [begin = '', end] = shown.split(more)
    const same = end === undefined ? shown === actual : actual.startsWith(begin) && actual.endsWith(end)
    return same ? [] : [place]
  }
  if (Array.isArray(shown) && Array.isArray(actual)) return listDifferences(shown, actual, place)
  if (typeof shown !== 'object' || shown === null || typeof actual !== 'object' || actual === null)
    return shown === actual ? [] : [place]
  const { [more]: open, ...members } = shown as Record<string, unknown>
  const given = new Map<string, unknown>(Object.entries(actual))
  const extra = open ? [] : [...given.keys()].filter((name) => !(name in members))
  return [
    ...extra.map((name) => `${place}/${name}`),
    ...Object.entries(members).flatMap(([name, value]) =>
      differences(value, given.get(name), `${place}/${name}`),
    ),
  ]
}

/** Every item shown must appear, in this order; further ones only where `…` stands. */
function listDifferences(shown: readonly unknown[], actual: readonly unknown[], place: string): string[] {
  const items = shown.filter((item) => item !== more)
  if (items.length === shown.length && items.length !== actual.length)
    return [`${place}: ${actual.length} items`]
  let next = 0
  return items.flatMap((item, index) => {
    const found = actual.findIndex((one, at) => at >= next && differences(item, one).length === 0)
    if (found < 0)
      return items.length === shown.length
        ? differences(item, actual[index], `${place}/${index}`)
        : [`${place}/${index}`]
    next = found + 1
    return []
  })
}
