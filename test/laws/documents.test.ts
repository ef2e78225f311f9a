import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../../src/cli/cli.ts'
import { articleWorkflow } from '../../src/desk/articles/workflow.ts'
import { standings as allStandings } from '../../src/desk/documents/workflow.ts'
import { readConfig, settingNames } from '../../src/kernel/config.ts'
import { problems, scopes } from '../../src/slices.ts'
import { testApp } from '../helpers.ts'
import { readDocument } from './document.ts'

const pagesOfDocs = readdirSync('docs').map((name) => `docs/${name}`)
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...pagesOfDocs]

const read = (page: string): string => readFileSync(page, 'utf8')

/** The text below a heading of level 2, up to the next one. */
function sectionOf(page: string, heading: string): string {
  const [, section] = read(page).split(`\n## ${heading}\n`)
  if (section === undefined) throw new Error(`${page} has no section ${heading}`)
  return section.split('\n## ')[0] ?? ''
}

/** The cells of each row of a table, found by the first cell of its head. */
function tableIn(text: string, firstColumn: string): string[][] {
  const [, rows = ''] = text.split(new RegExp(`^\\| ${firstColumn} \\|.*\\n\\| ---.*\\n`, 'm'))
  const [table = ''] = rows.split(/^(?!\|)/m)
  return table
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(2, -2).split(' | '))
}

const code = (text: string): string => `\`${text}\``

/** What is between backticks on one line. */
const inlineCode = (page: string): string[] =>
  [...read(page).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text)

const commandNames = (): string[] => createProgram(process).commands.map((command) => command.name())

describe('docs/settings.md', () => {
  const rows = tableIn(read('docs/settings.md'), 'setting')

  test('lists every setting with its default, and none that does not exist', () => {
    expect(rows.map(([name]) => name)).toEqual(settingNames.map(code))
    for (const [name = '', text = ''] of rows) {
      const value = text === 'none' ? '' : text.slice(1, -1)
      // Setting a default changes nothing.
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

  test('agrees with .env.example', () => {
    const example = parseEnv(readFileSync('.env.example', 'utf8'))
    expect(Object.keys(example).sort()).toEqual([...settingNames].sort())
    expect(readConfig(example)).toEqual(readConfig({}))
    expect(Object.entries(example).filter(([, value]) => value === '')).toHaveLength(
      rows.filter(([, value]) => value === 'none').length,
    )
  })
})

test('docs/problems.md lists every problem code with its status and title, and no other', () => {
  const known = Object.entries(problems)
    .sort(([, one], [, other]) => one.status - other.status)
    .map(([name, { status, title }]) => [code(name), `${status}`, title])
  expect(tableIn(read('docs/problems.md'), 'code')).toEqual(known)
})

describe('docs/editing.md', () => {
  const page = 'docs/editing.md'

  test('lists every rule of the workflow, and no other', () => {
    const rules = articleWorkflow.rules.map(({ act, states, standings, withoutReview }) => [
      `${code(act)}${withoutReview ? ' without review' : ''}`,
      states.join(', '),
      standings.length === allStandings.length ? 'anything' : standings.join(', '),
    ])
    expect(tableIn(sectionOf(page, 'Article workflow'), 'act')).toEqual(rules)
  })

  test('lists every scope, and no other', () => {
    const listed = tableIn(sectionOf(page, 'Scopes'), 'scope').map(([name]) => name)
    expect(listed).toEqual(Object.keys(scopes).map(code))
    const named = pages.flatMap(inlineCode).filter((text) => /^\w+:(?:write|publish|read|admin)$/.test(text))
    expect(named.filter((name) => !Object.hasOwn(scopes, name))).toEqual([])
  })
})

describe('docs/cli.md', () => {
  test('lists every command, and so does the README', () => {
    const names = commandNames()
    expect(names.length).toBeGreaterThan(3)
    expect(tableIn(sectionOf('docs/cli.md', 'Commands'), 'command').map(([name]) => name)).toEqual(
      names.map(code),
    )
    const inReadme = [...sectionOf('README.md', 'Commands').matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
    expect(inReadme.toSorted()).toEqual(names.toSorted())
  })

  test.each(pages)('what is passed on holds nothing that npm prints: %s', (page) => {
    const fenced = [...read(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, text = '']) =>
      text.split('\n'),
    )
    const passing = [...inlineCode(page), ...fenced].filter((text) =>
      /[|>]/.test(text.replace('<command>', '')),
    )
    expect(passing.filter((text) => /\bnpm run (?!--silent )/.test(text))).toEqual([])
  })

  test('lists every npm script, and so does the README', () => {
    const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts).sort()
    const listed = tableIn(sectionOf('docs/cli.md', 'Scripts'), 'script').flatMap(([names = '']) =>
      names.split(', '),
    )
    expect(listed.toSorted()).toEqual(scripts.map(code).sort())
    const named = (page: string) =>
      [...read(page).matchAll(/(?:^|[`(]|&& )npm (?:run )?(?:--silent )?([\w:]+)/gm)]
        .map(([, name = '']) => name)
        .filter((name) => name !== 'ci')
    expect([...new Set(named('README.md'))].sort()).toEqual(scripts)
    expect(pages.flatMap(named).filter((name) => !scripts.includes(name))).toEqual([])
  })
})

describe('SECURITY.md', () => {
  test('names what protects the store', () => {
    const text = read('SECURITY.md')
    const subjects = [
      ...['API keys', 'Scopes', 'SHA-256', 'Audit trail', 'Idempotency-Key', 'Previews', '404'],
      ...['RATE_LIMIT', 'TRUST_PROXY', 'CORS_ORIGINS', 'REVIEW_REQUIRED', '/metrics', '0600'],
    ]
    expect(subjects.filter((subject) => !text.includes(subject))).toEqual([])
  })

  test('does not say that there are no keys and no rate limit', () => {
    expect(read('SECURITY.md')).not.toMatch(
      /public and read-only|There are no keys|header is refused|not limit the rate|neither bodies nor/,
    )
  })
})

describe('every page', () => {
  test('is linked from the README', () => {
    const linked = linksOf('README.md').map(({ target }) => target)
    expect(pages.filter((page) => page !== 'README.md' && !linked.includes(page))).toEqual([])
  })

  test.each(pages)('links to files and headings that exist: %s', (page) => {
    const broken = linksOf(page).filter(
      ({ target, anchor }) =>
        !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor)),
    )
    expect(broken).toEqual([])
  })

  test.each(pages)('names files of the project that exist: %s', (page) => {
    const isPath = /^(?:src|test|seeds|migrations|openapi|docs)(?:\/[\w.-]+)*\/?$/
    const named = inlineCode(page).filter((text) => isPath.test(text))
    expect(named.filter((path) => !existsSync(path))).toEqual([])
  })

  test.each(pages)('names settings that exist: %s', (page) => {
    const named = inlineCode(page).flatMap((text) => /^([A-Z]+_[A-Z_]+)(?:=|$)/.exec(text)?.[1] ?? [])
    expect(named.filter((name) => !settingNames.includes(name))).toEqual([])
  })

  test.each(pages)('names addresses of the API that exist: %s', (page) => {
    const known = Object.keys(readDocument().paths).map(
      (path) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    )
    const named = inlineCode(page).flatMap(
      (text) => /(?<![^ ])\/(?:admin\/)?v1\/[^ ?]+/.exec(text)?.[0] ?? [],
    )
    expect(named.filter((address) => !known.some((pattern) => pattern.test(address)))).toEqual([])
  })
})

/** Links to files of the project and to headings, with the path of the file from the root. */
function linksOf(page: string): { target: string; anchor?: string }[] {
  return [...read(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : relative('.', join(dirname(page), path))
    return anchor === undefined ? { target } : { target, anchor }
  })
}

/** The anchors that headings get on the pages of repositories. */
function anchorsOf(page: string): string[] {
  const headings = read(page)
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .matchAll(/^#+ (.+)$/gm)
  return [...headings].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

const base = 'http://127.0.0.1:3000'

describe.each(['README.md', 'docs/tour.md'])('the requests of %s', (page) => {
  const text = read(page)
  const tour = [...text.matchAll(/```sh\ncurl -s '([^']+)'\n```\n\n```json\n([\s\S]+?)\n```/g)].map(
    ([, url = '', shown = '']) => ({ url, shown }),
  )

  test('come with an answer each', () => {
    expect(tour.length).toBeGreaterThan(page === 'README.md' ? 2 : 8)
    expect(text.match(/^curl\b/gm)).toHaveLength(tour.length)
  })

  test.each(tour)('come with the true answer: $url', async ({ url, shown }) => {
    const { http } = await testApp()
    expect(url.startsWith(base)).toBe(true)
    const { body } = await http.get(url.slice(base.length))
    expect(differences(JSON.parse(shown), body)).toEqual([])
  })
})

const more = '…'

/** Where an answer is not as it is shown. `…` stands for what was left out of a text, a list or an object. */
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

/** Each item that is shown has to come, in this order; others only where `…` says so. */
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
