import { afterAll, describe, expect, test } from 'vitest'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { deskOperations, type Operation, operations, requiredQuery } from './document.ts'

interface Refusal {
  detail: string
  errors: { parameter?: string; pointer?: string; detail: string }[]
}

/** Shared by all tests: the requests change nothing. */
const { http, db } = await testApp({ behind: afterAll })
const key = await withKey(db)

const filled = (path: string) => path.replace('/topics/{key}', '/topics/own:1').replaceAll(/\{\w+\}/g, '1')

const refused = async (url: string): Promise<Refusal> => {
  const { status, body } = await http.get(url).set(url.startsWith('/admin/') ? key : {})
  expect({ url, status }).toEqual({ url, status: 400 })
  // One sentence, which ends once.
  expect(body.detail).toMatch(/[^.]\.$/)
  return body
}

/** What no fault says: words of the validating library, or of a fault that this is not. */
const generic = /invalid|expected|received|option|undefined|\.$|\.\.|must be given once/i

const reads = [...operations, ...deskOperations.filter(({ method }) => method === 'get')]
const parameters = reads.flatMap(({ path, operation }) =>
  (operation.parameters ?? []).flatMap((one) =>
    one.in === 'query' ? [{ path, beside: requiredQuery(operation, one.name), ...one }] : [],
  ),
)

const isList = ({ description = '' }: { description?: string }) =>
  /joined by commas|separated by commas/.test(description)
/** Parameters that take any text. */
const isFree = ({ name }: { name: string }) =>
  ['subject', 'key', 'translationOf', 'externalId', 'q'].includes(name)

describe('each parameter of each read', () => {
  test.each(parameters)('$path $name: a fault names the parameter, and what is wrong', async (parameter) => {
    const { name, path, beside } = parameter
    const faultOf = async (query: string) => {
      const { errors } = await refused(`${filled(path)}?${query}${beside}`)
      expect(errors).toMatchObject([{ parameter: name }])
      return errors[0]?.detail ?? ''
    }
    expect(await faultOf(`${name}=a&${name}=a`)).toBe('must be given once')
    expect(await faultOf(`${name}=%ff`)).toBe('is not well-formed percent-encoded UTF-8')
    if (name !== 'translationOf') expect(await faultOf(`${name}=`)).toBe('is empty')
    // A cursor is read once the document is found.
    if (isFree(parameter) || (name === 'cursor' && path.includes('{'))) return
    for (const wrong of ['%00', '%E2%80%AE', '%F0%9F%8E%89', '-1.5', '%3F']) {
      const detail = await faultOf(`${name}=${wrong}`)
      expect(detail).not.toMatch(generic)
      expect(detail.length).toBeGreaterThan(10)
    }
    if (!isList(parameter)) return
    const many = Array(51).fill('a').join(',')
    expect(await faultOf(`${name}=${many}`)).toBe('must not list more than 50 values')
    expect(await faultOf(`${name}=%3F,`)).toMatch(/^value 1 /)
  })
})

/** Each write with a body, and that body. */
const writes = deskOperations.flatMap(({ path, method, operation }) => {
  const example = exampleOf(operation)
  return example === undefined ? [] : [{ path, method: method as 'post' | 'put' | 'patch', example }]
})

function exampleOf({ requestBody }: Operation): object | undefined {
  return requestBody?.content['application/json']?.example as object | undefined
}

/** The texts in a value, each with its JSON pointer and a copy of the value in which it ends in another text. */
function* withEnding(
  value: unknown,
  ending: string,
  pointer = '',
): Generator<{ pointer: string; copy: unknown }> {
  if (typeof value === 'string') yield { pointer, copy: value + ending }
  if (typeof value !== 'object' || value === null) return
  for (const [name, one] of Object.entries(value))
    for (const found of withEnding(one, ending, `${pointer}/${name}`))
      yield {
        pointer: found.pointer,
        copy: Array.isArray(value) ? value.with(Number(name), found.copy) : { ...value, [name]: found.copy },
      }
}

describe('each write of the desk', () => {
  const send = async ({ path, method }: (typeof writes)[number], body: string) => {
    const { status, body: answer } = await http[method](filled(path))
      .set({ ...key, 'content-type': 'application/json', 'idempotency-key': 'a', 'if-match': '"a"' })
      .send(body)
    expect({ body, status }).toEqual({ body, status: 400 })
    expect(answer.code).toBe('invalid-body')
    return answer.errors as { pointer: string; detail: string }[]
  }

  test.each(writes)('$method $path wants an object, and says what was sent instead', async (write) => {
    for (const [body, sent] of [
      ['null', 'null'],
      ['[]', 'a list'],
      ['"x"', 'text'],
      ['1', 'a number'],
      ['true', 'a boolean'],
    ] as const)
      expect(await send(write, body)).toMatchObject([
        { pointer: '', detail: `must be an object, not ${sent}` },
      ])
  })

  test.each(writes)('$method $path names the field, the character and its place', async (write) => {
    let texts = 0
    for (const character of ['\u202e', '\u0000']) {
      const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
      for (const { pointer, copy } of withEnding(write.example, character)) {
        const errors = await send(write, JSON.stringify(copy))
        expect(errors).toMatchObject([
          { pointer, detail: expect.stringMatching(/: U\+[0-9A-F]{4} at character \d+$/) },
        ])
        expect(errors[0]?.detail).toContain(code)
        texts += 1
      }
    }
    expect(texts > 0).toBe(JSON.stringify(write.example).includes(':"'))
  })

  // A patch is looked at once its document is found.
  const whole = writes.filter(({ path }) => !path.includes('{id}'))
  const closed = /^must be one of |^is not (?:an? (?:ISO|BCP|EDTF|RFC|date|plain|market)|the key)/

  test.each(whole)('$method $path names them too, unless a form is fixed as a whole', async (write) => {
    for (const { pointer, copy } of withEnding(write.example, '\u000b')) {
      const errors = await send(write, JSON.stringify(copy))
      const { detail = '' } = errors.find((one) => one.pointer === pointer) ?? {}
      expect(detail).toMatch(closed.test(detail) ? closed : /: U\+000B at character \d+$/)
    }
  })
})
