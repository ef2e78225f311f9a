import { expect, test } from 'vitest'
import { cdata, document, xml } from '../../src/feeds/xml.ts'
import { expectXml } from './readers.ts'

test('whatever the text, a document is XML', () => {
  const every = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('')
  const text = `${every}]]>]]]]>&<"'=\ud800\udc00\udc00\ud800`
  expectXml(document(xml`<a b="${text}">${text}</a>`))
  expectXml(document(`<a>${cdata(text)}</a>`))
  expect(document(xml`<a>${'=\ufffe\ud800'}</a>`)).toBe('<a>=\ufffd\ufffd</a>\n')
})
