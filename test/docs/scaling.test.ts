import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig, settingNames } from '../../src/kernel/config.ts'
import { blocksOf } from './pages.ts'

const page = 'docs/scaling.md'
const compose = parse(blocksOf(page, 'yaml').join(), { merge: true })
const [site = ''] = blocksOf(page, 'nginx')

test('the nodes of the compose file have the same settings, all of which exist and are usable', () => {
  const nodes = Object.entries<{ environment: Record<string, string> }>(compose.services).filter(([name]) =>
    name.startsWith('node-'),
  )
  expect(nodes.map(([name]) => name)).toEqual(['node-1', 'node-2'])
  for (const [, { environment }] of nodes) {
    expect(Object.keys(environment).filter((name) => !settingNames.includes(name))).toEqual([])
    const { DATABASE_PASSWORD_FILE, ...settings } = environment
    expect(DATABASE_PASSWORD_FILE).toBe('/run/secrets/database')
    expect(readConfig(settings)).toMatchObject({ publishLeadMs: 250 })
  }
})

test('whatever a service refers to is there', () => {
  const { services, secrets, volumes } = compose
  const named = (of: 'secrets' | 'depends_on') =>
    Object.values<Record<string, object>>(services).flatMap((service) => {
      const value = service[of] ?? []
      return Array.isArray(value) ? value : Object.keys(value)
    })
  expect(Object.keys(secrets)).toEqual([...new Set(named('secrets'))])
  expect(named('depends_on').filter((name) => !(name in services))).toEqual([])
  expect(services.database.volumes).toEqual([`${Object.keys(volumes)[0]}:/var/lib/postgresql`])
  for (const [, node] of site.matchAll(/server ([\w-]+):3000/g)) expect(services).toHaveProperty([`${node}`])
})
