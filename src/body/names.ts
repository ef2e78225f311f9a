import { z } from 'zod'
import { printable } from '../values/text.ts'

/** Characters in a block. */
export const charactersMax = 20_000

export const decorators = ['strong', 'em', 'code', 'sub', 'sup', 'strike'] as const
export type Decorator = (typeof decorators)[number]

/** Other names of decorators, as editors write them. */
export const decoratorAliases: ReadonlyMap<string, Decorator> = new Map([['strike-through', 'strike']])

/** Error message for an unsupported name: the supported ones, and the name that was sent. */
export function unsupported(name: unknown, what: string, supported: readonly string[], more = ''): string {
  const named = typeof name === 'string' ? `: the ${what} \`${printable(name)}\` is not supported` : ''
  return `must be one of ${supported.join(', ')}${more}${named}`
}

export const oneOf = <const Names extends readonly string[]>(names: Names, what: string) =>
  z.enum(names, { error: ({ input }) => unsupported(input, what, names) })

/** An object without other fields; a refusal of one names those that there are. */
export const closed = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? `is not a known field: there are ${Object.keys(shape).join(', ')}`
        : undefined,
  })

export const typeName = <Name extends string>(name: Name) =>
  z
    .literal(name, { error: ({ input }) => unsupported(input, 'type', [name]) })
    .describe('Type of the object; clients ignore unknown types')

/** Error message of a union that is discriminated by `_type`. */
export const unknownType =
  (what: string, supported: readonly string[]) =>
  ({ code, input }: { code: string; input?: unknown }) =>
    code === 'invalid_union' ? unsupported((input as { _type?: unknown })._type, what, supported) : undefined

/** Leaves out members that are null: editors and query languages write them for what is absent. */
export const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && Object.values(value).includes(null)
    ? Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
    : value
