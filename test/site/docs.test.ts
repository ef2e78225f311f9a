import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { testApp } from '../helpers.ts'
import { readDocument } from '../laws/document.ts'
import { addressesIn, elementsOf, expectStrict } from './html.ts'

const sides = [
  ['delivery', '/docs'],
  ['desk', '/docs/desk'],
] as const

test.each(sides)(
  'the docs of %s and all that they load come from this server, compressed',
  async (side, page) => {
    const { http } = await testApp({ sample: false, environment: { PUBLIC_URL: '' } })
    const { text, headers } = await http.get(page).expect(200)
    expectStrict(text, headers['content-security-policy'])
    const [viewport] = elementsOf(text).filter(({ properties }) => properties.name === 'viewport')
    expect(viewport?.properties.content).toBe('width=device-width, initial-scale=1')
    const loaded = addressesIn(text).filter((address) => address.startsWith('/docs/files/'))
    expect(loaded.map((address) => address.replace(/^.*\//, ''))).toEqual([
      ...['swagger-ui.css', 'docs.css', 'swagger-ui-bundle.js', 'docs.js'],
    ])
    expect(addressesIn(text)).toContain(`/openapi/${side}.json`)
    let bytes = 0
    for (const address of [...loaded, `/openapi/${side}.json`]) {
      const { headers } = await http.head(address).set('accept-encoding', 'gzip, br').expect(200)
      expect(headers['content-encoding']).toBe('br')
      expect(headers['x-content-type-options']).toBe('nosniff')
      bytes += Number(headers['content-length'])
    }
    expect(bytes).toBeLessThan(460_000)
  },
)

test('files of the docs are kept for ever, under addresses that change with them', async () => {
  const { http } = await testApp({ sample: false })
  const addresses = addressesIn((await http.get('/docs').expect(200)).text)
  for (const address of addresses.filter((one) => one.startsWith('/docs/files/'))) {
    const { headers } = await http.get(address).expect(200)
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-type']).toBe(
      address.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
    )
    await http.get(address.replace(/\/files\/[^/]+/, '/files/another')).expect(404)
  }
})

test('each side links to the other, and only the desk says that requests change something', async () => {
  const { http } = await testApp({ sample: false })
  const [delivery, desk] = await Promise.all(sides.map(async ([, page]) => (await http.get(page)).text))
  expect(addressesIn(delivery ?? '')).toContain('/docs/desk')
  expect(addressesIn(desk ?? '')).toContain('/docs')
  expect(desk).toContain('change this newsroom')
  expect(delivery).not.toContain('change this newsroom')
})

test('other names under /docs are 404', async () => {
  const { http } = await testApp()
  const names = ['..', '.', '%00', 'a%00b', '%5c..', '../..', 'index.html', 'a'.repeat(5_000), 'docs.js']
  for (const path of [
    ...names.map((name) => `/docs/files/x/${name}`),
    '/docs/',
    '/docs/json',
    '/docs/static/index.css',
  ])
    expect([path, (await http.get(path)).status]).toEqual([path, 404])
})

interface UserInterface {
  persistAuthorization: boolean
  validatorUrl: unknown
  url: string
  requestInterceptor(request: Sent): Sent
  plugins: { statePlugins: { spec: { wrapActions: Record<string, Wrap> } } }[]
}
interface Sent {
  readonly headers: Record<string, string>
}
type Wrap = (original: unknown, system: unknown) => (argument: unknown) => unknown

/** Runs the script of the page, and returns what it hands to Swagger UI. */
function runScript(): UserInterface {
  const given: UserInterface[] = []
  const window = {
    SwaggerUIBundle: (options: UserInterface) => given.push(options),
    matchMedia: () => ({ matches: true, addEventListener() {} }),
  }
  const document = {
    documentElement: { classList: { toggle() {} } },
    querySelector: () => ({ href: '/openapi/delivery.json' }),
  }
  runInNewContext(readFileSync('src/site/docs/docs.js', 'utf8'), { window, document, crypto })
  const [options] = given
  if (!options) throw new Error('Swagger UI was not called')
  return options
}

test('the key is kept in memory only, and nothing is sent to a third party', () => {
  const { persistAuthorization, validatorUrl } = runScript()
  expect({ persistAuthorization, validatorUrl }).toEqual({ persistAuthorization: false, validatorUrl: null })
})

test('each request has an idempotency key of its own, unless the reader gives one', () => {
  const { requestInterceptor } = runScript()
  const { example } = JSON.parse(readFileSync('openapi/desk.json', 'utf8')).components.parameters
    .RequiredIdempotencyKey
  const keys = [1, 2].map(() => {
    const request = { headers: { 'Idempotency-Key': String(example) } }
    return requestInterceptor(request).headers['Idempotency-Key']
  })
  expect(new Set([...keys, example]).size).toBe(3)
  expect(requestInterceptor({ headers: { 'Idempotency-Key': 'own' } }).headers).toEqual({
    'Idempotency-Key': 'own',
  })
  expect(requestInterceptor({ headers: {} }).headers).toEqual({})
})

test.each(['delivery', 'desk'])('each operation of %s is resolved but for what refers to itself', (side) => {
  const document = readDocument(side)
  const [plugin] = runScript().plugins
  const { updateJsonSpec, requestResolvedSubtree } = plugin?.statePlugins.spec.wrapActions ?? {}
  updateJsonSpec?.(() => {}, {})(document)
  const updateResolvedSubtree = (_: unknown, resolved: unknown) => resolved
  const resolve = requestResolvedSubtree?.(undefined, { specActions: { updateResolvedSubtree } })
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods)) {
      const resolved = JSON.stringify(resolve?.(['paths', path, method]))
      const left = new Set([...resolved.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference))
      for (const reference of left) expect(recursive(document, reference)).toBe(true)
      expect(resolved.length).toBeGreaterThan(500)
    }
  }
})

/** True if a component refers to itself, directly or through others. */
function recursive(document: unknown, reference = '', seen = new Set<string>()): boolean {
  const target = reference
    .split('/')
    .slice(1)
    .reduce((value, name) => (value as Record<string, unknown>)[name], document)
  const next = [...JSON.stringify(target).matchAll(/"\$ref":"([^"]+)"/g)].map(([, one = '']) => one)
  return next.some((one) => {
    if (one === reference) return true
    if (seen.has(one)) return false
    seen.add(one)
    return recursive(document, one, seen)
  })
}
