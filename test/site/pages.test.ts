import { fromHtml } from 'hast-util-from-html'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { problems } from '../../src/slices.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** The URLs that a page loads or links to. */
function addressesIn(page: string): string[] {
  const found: string[] = []
  const visit = (node: ReturnType<typeof fromHtml> | ReturnType<typeof fromHtml>['children'][number]) => {
    if (node.type === 'element') {
      for (const name of ['href', 'src'] as const) {
        const value = node.properties[name]
        if (typeof value === 'string') found.push(value)
      }
    }
    if ('children' in node) for (const child of node.children) visit(child)
  }
  visit(fromHtml(page))
  return found
}

test('the front page lists the newest story first, with its headline escaped', async () => {
  const { http, db } = await testApp()
  const headline = '<script>alert(1)</script> & "Rates" \'rise\''
  await newsroom(db).publish(articleKind, anArticle({ slug: 'newest', headline, locale: 'en-GB' }))
  const { text, headers } = await http.get('/').expect(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(text).not.toContain('<script')
  expect(text).toMatch(/&(lt|#60);script&(gt|#62);alert\(1\)&(lt|#60);\/script&(gt|#62); &(amp|#38); /)
  expect(text.indexOf('/v1/articles/newest')).toBeLessThan(text.indexOf('/v1/articles/openai'))
})

test('every link of the front page works and stays on this server', async () => {
  const { http } = await testApp()
  const addresses = addressesIn((await http.get('/').expect(200)).text)
  expect(addresses).toEqual(expect.arrayContaining(['/docs', '/openapi.json', '/style.css', '/v1/articles']))
  for (const address of addresses) {
    expect(address).toMatch(/^\/(?!\/)/)
    await http.get(address).expect(200)
  }
})

test('an empty store also has a front page', async () => {
  const { http } = await testApp({ sample: false })
  expect((await http.get('/').expect(200)).text).toContain('Nothing is published yet')
})

test('each problem code has a page, and no other name does', async () => {
  const { http } = await testApp({ sample: false })
  for (const [code, { status }] of Object.entries(problems)) {
    const { text, headers } = await http.get(`/problems/${code}`).expect(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain(`<code>${code}</code> · HTTP ${status}`)
  }
  for (const code of ['no-such-code', 'constructor', '__proto__', 'toString', 'Not-Found', '%3Cscript%3E'])
    expect((await http.get(`/problems/${code}`).expect(404)).text).not.toContain('script')
})

test('the docs and everything they load come from this server and comply with their content security policy', async () => {
  const { http } = await testApp({ sample: false })
  const page = await http.get('/docs').expect(200)
  const addresses = addressesIn(page.text)
  expect(addresses.length).toBeGreaterThan(4)
  for (const address of addresses) {
    const url = new URL(address, 'http://self/docs')
    expect(url.origin).toBe('http://self')
    const { headers } = await http.get(url.pathname).expect(200)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-type']).toMatch(
      /\.js$/.test(url.pathname)
        ? /^(text|application)\/javascript/
        : /\.css$/.test(url.pathname)
          ? /^text\/css/
          : /^image\//,
    )
  }
  const policy = page.headers['content-security-policy'] ?? ''
  expect(policy).toMatch(/script-src 'self'(;|$)/)
  expect(policy).not.toMatch(/https?:|unsafe-inline|unsafe-eval|upgrade-insecure-requests|\*|[a-z]\.[a-z]/)
  expect(page.text).not.toMatch(/<script(?! src)|<style|style=|onload=/)
})

test('other names under /docs are 404', async () => {
  const { http } = await testApp()
  const names = ['..', '.', '%00', 'a%00b', '%5c..', '../..', 'index.html', 'a'.repeat(5_000), 'none.js']
  for (const path of [...names.map((name) => `/docs/static/${name}`), '/docs/', '/docs/yaml'])
    expect([path, (await http.get(path)).status]).toEqual([path, 404])
})

test('the docs load the OpenAPI document from this server, and nothing from elsewhere', async () => {
  const { http } = await testApp({ sample: false })
  const { text } = await http.get('/docs/static/swagger-initializer.js').expect(200)
  expect(text).toMatch(/"validatorUrl":\s*null/)
  expect(text.replaceAll(/\/\/ If you get.*/g, '')).not.toMatch(/https?:\/\//)
  const [, name] = /url: resolveUrl\('\.\/(\w+)'\)/.exec(text) ?? []
  const { body } = await http.get('/openapi.json').expect(200)
  expect((await http.get(`/docs/${name}`).expect(200)).body).toEqual(body)
  expect(body.openapi).toBe('3.1.0')
  expect(body.servers).toEqual([expect.objectContaining({ url: '/' })])
})

test('pages run no scripts and load only their style sheet', async () => {
  const { http } = await testApp()
  for (const url of ['/', '/problems/not-found']) {
    const { headers, text } = await http.get(url).expect(200)
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; style-src 'self'/)
    expect(text).not.toMatch(/<script|<style|style=/)
  }
  expect((await http.get('/style.css').expect(200)).headers['content-type']).toBe('text/css; charset=utf-8')
})
