import { expect, test } from 'vitest'
import { cdata, lines, xml } from '../../src/values/xml.ts'
import { expectXml } from '../feeds/readers.ts'

test('whatever the text, its lines are XML', () => {
  const every = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('')
  const text = `${every}]]>]]]]>&<"'=\ud800\udc00\udc00\ud800`
  expectXml(lines(xml`<a b="${text}">${text}</a>`))
  expectXml(lines(`<a>${cdata(text)}</a>`))
  expect(lines(xml`<a>${'=\ufffe\ud800'}</a>`)).toBe('<a>=\ufffd\ufffd</a>\n')
})
