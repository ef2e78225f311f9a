import { expect, test } from 'vitest'
import { toHtml } from '../../src/body/html.ts'
import { toMarkdown } from '../../src/body/markdown.ts'
import { Body } from '../../src/body/schema.ts'

/** The value of @portabletext/editor 8.2.4 after typing, marking a word as strong, linking, and making a list. */
const written = [
  {
    _type: 'block',
    _key: '968a7a2a96a6',
    style: 'normal',
    markDefs: [{ _type: 'link', _key: '4242c8177cfb', href: 'https://x.example/' }],
    children: [
      { _type: 'span', _key: '5ccd203a349a', text: 'Read the ', marks: [] },
      { _type: 'span', _key: 'b8effe131c35', marks: ['4242c8177cfb'], text: 'full ' },
      { _type: 'span', _key: '15cb673a5a9f', text: 'annual', marks: ['strong', '4242c8177cfb'] },
      { _type: 'span', _key: '66b7f946ce17', text: ' report', marks: ['4242c8177cfb'] },
    ],
  },
  {
    _type: 'block',
    _key: '223f55f3d3c9',
    style: 'normal',
    markDefs: [],
    children: [{ _type: 'span', _key: '26254a2ffbc6', text: 'Read it', marks: ['strike-through'] }],
    level: 1,
    listItem: 'bullet',
  },
  {
    _type: 'block',
    _key: '1f4a125715cb',
    children: [{ _type: 'span', _key: 'ca8900d579a3', text: '', marks: [] }],
    markDefs: [],
    style: 'normal',
  },
]

test('what the editor writes is taken and rendered', () => {
  const body = Body.parse(written)
  expect(JSON.stringify(body[0])).toContain(
    '"_key":"15cb673a5a9f","text":"annual","marks":["strong","4242c8177cfb"]',
  )
  expect(toHtml(body)).toBe(
    [
      '<p id="bt-968a7a2a96a6">Read the <a href="https://x.example/" rel="noopener nofollow">full <strong>annual</strong> report</a></p>',
      '<ul><li id="bt-223f55f3d3c9"><s>Read it</s></li></ul>',
      '<p id="bt-1f4a125715cb"></p>',
    ].join('\n'),
  )
  expect(toMarkdown(body)).toBe('Read the [full **annual** report](https://x.example/)\n\n- ~~Read it~~\n')
})
