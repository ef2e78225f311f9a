import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHtml } from '../../src/body/html.ts'
import { createProgram } from '../../src/cli/cli.ts'
import { articleWorkflow } from '../../src/desk/articles/workflow.ts'
import { standings as allStandings } from '../../src/desk/documents/workflow.ts'
import { DisclaimerRule } from '../../src/disclaimers/schema.ts'
import { cacheControl } from '../../src/http/edge/caching.ts'
import { readConfig, settingNames } from '../../src/kernel/config.ts'
import { auditActs, problems, scopes } from '../../src/slices.ts'
import { bodyArbitrary } from '../body/arbitrary.ts'
import { pages, read, sectionOf, tableIn } from '../docs/pages.ts'
import { deskOperations, readDocument, scopesOf } from './document.ts'

const code = (text: string): string => `\`${text}\``

/** What is between backticks in a cell. */
const namesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

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

  test('lists every act of the audit trail, with its request and scopes as the API describes them', () => {
    const rows = tableIn(sectionOf(page, 'Acts and their requests'), 'act').map((cells) => cells.map(namesIn))
    expect(rows.map(([act]) => act)).toEqual(auditActs.map((act) => [act]))
    const listed = Map.groupBy(rows, ([, [request = ''] = []]) => request)
    expect(listed.get('import')).toHaveLength(1)
    listed.delete('import')
    // What a receiver brings about is no request.
    expect(listed.get('')).toHaveLength(1)
    listed.delete('')
    const described = deskOperations
      .filter(({ method }) => method !== 'get')
      .map(({ method, path, operation }) => [`${method.toUpperCase()} ${path}`, scopesOf(operation).sort()])
    const shown = [...listed].map(([request, acts]) => [
      request,
      [...new Set(acts.flatMap(([, , scopes = []]) => scopes))].sort(),
    ])
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(described))
  })

  test('lists every scope, and no other', () => {
    const listed = tableIn(sectionOf(page, 'Scopes'), 'scope').map(([name]) => name)
    expect(listed).toEqual(Object.keys(scopes).map(code))
    const named = pages.flatMap(inlineCode).filter((text) => /^\w+:(?:write|publish|read|admin)$/.test(text))
    expect(named.filter((name) => !Object.hasOwn(scopes, name))).toEqual([])
  })
})

describe('docs/api.md', () => {
  const page = 'docs/api.md'

  test('lists every lifetime of answers, and no other', () => {
    const shown = tableIn(sectionOf(page, 'Caching'), 'answer').map(([, value = '']) => value)
    expect(shown).toEqual(Object.values(cacheControl).map(code))
  })

  test('lists every element, class and attribute of the HTML of a body, and no other', () => {
    const parts = (html: string): string[] =>
      [...html.matchAll(/<(\w+)([^>]*)>/g)].flatMap(([, tag = '', attributes = '']) => [
        tag,
        ...[...attributes.matchAll(/([\w-]+)(="[^"]*")?/g)].map(([, name = '', value = '']) =>
          ['class', 'rel', 'loading'].includes(name) ? `${tag} ${name}${value}` : `${tag} ${name}`,
        ),
      ])
    const bodies = fc.sample(bodyArbitrary, { seed: 1, numRuns: 500 }).map(toHtml)
    const made = new Set(bodies.flatMap(parts).filter((part) => !part.endsWith(' id')))
    const [, section = ''] = read(page).split('\n### The HTML of a body\n')
    const shown = tableIn(section, 'element').flatMap(([cell = '']) => namesIn(cell).flatMap(parts))
    expect([...new Set(shown)].sort()).toEqual([...made].sort())
    const blocks = bodies.flatMap((html) => [...html.matchAll(/ id="([^"]+)"/g)])
    expect(blocks.filter(([, id = '']) => !id.startsWith('bt-'))).toEqual([])
  })
})

test('docs/concepts.md lists every placement of a disclaimer, in the order of reading', () => {
  const shown = tableIn(sectionOf('docs/concepts.md', 'Disclaimers'), 'placement').map(([name]) => name)
  expect(shown).toEqual(DisclaimerRule.shape.placement.options.map(code))
})

test('README.md has at most 200 lines', () => {
  expect(read('README.md').split('\n').length - 1).toBeLessThanOrEqual(200)
})

describe('docs/commands.md', () => {
  test('lists every command, and so does the README', () => {
    const names = commandNames()
    expect(names.length).toBeGreaterThan(3)
    expect(tableIn(sectionOf('docs/commands.md', 'The commands'), 'command').map(([name]) => name)).toEqual(
      names.map(code),
    )
    const [inReadme = ''] = sectionOf('README.md', 'Commands and scripts').split('\n### Scripts\n')
    const named = [...inReadme.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
    expect(named.toSorted()).toEqual(names.toSorted())
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
    const listed = tableIn(sectionOf('docs/commands.md', 'Scripts'), 'script').flatMap(([names = '']) =>
      names.split(', '),
    )
    expect(listed.toSorted()).toEqual(scripts.map(code).sort())
    const named = (page: string) =>
      [...read(page).matchAll(/(?:^|[`(]|&& )npm (?:run )?(?:--silent )?([\w:]+)/gm)]
        .map(([, name = '']) => name)
        .filter((name) => !['ci', 'install'].includes(name))
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
