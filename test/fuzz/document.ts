import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { ProblemCode } from '../../src/kernel/refusal.ts'
import { problems } from '../../src/slices.ts'
import { answerOf, closedDocument, resolved } from '../laws/document.ts'

/** A parameter as the document describes it. */
export interface Parameter {
  readonly in: string
  readonly name: string
  readonly required?: boolean
  readonly description?: string
  readonly example?: unknown
  readonly schema: ParameterSchema
}

export interface ParameterSchema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly examples?: readonly unknown[]
  readonly $ref?: string
}

/** An operation, ready to be asked and judged. */
export interface FuzzOperation {
  readonly path: string
  /** What a decoded path of this operation looks like. */
  readonly pattern: RegExp
  readonly parameters: readonly Parameter[]
  /** Each declared status with the problem codes that stand under it. */
  readonly codes: ReadonlyMap<number, ReadonlySet<string>>
  readonly mediaType: string
  readonly isValidAnswer: ValidateFunction
  /** Without `fields` every property is there; with `fields` an answer is the same schema less `required`. */
  readonly isValidSelection: ValidateFunction
  readonly needsKey: boolean
}

export interface FuzzDocument {
  readonly operations: readonly FuzzOperation[]
  readonly isProblem: ValidateFunction
}

/** The document as the application gives it. */
export interface RawDocument {
  readonly components?: { readonly schemas: Readonly<Record<string, ParameterSchema>> }
  readonly paths: Readonly<Record<string, { readonly get?: RawOperation }>>
}

interface RawOperation {
  readonly security?: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
}

/** Reads the OpenAPI document of an application. Its schemas are closed: a field that is not declared is a fault. */
export function readFuzzDocument(described: RawDocument): FuzzDocument {
  const document = resolved(described)
  const [whole, withFields] = [false, true].map((isSelected) =>
    new Ajv2020({ strict: false, validateFormats: false }).addSchema(
      closedDocument(document, isSelected),
      'document',
    ),
  ) as [Ajv2020, Ajv2020]
  const operations = readsOf(document).map(([path, get]) => {
    const schema = { $ref: answerOf(get, path).schemaRef }
    return {
      path,
      pattern: new RegExp(`^${path.replaceAll(/[.]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      parameters: (get.parameters ?? []).map((one) => ({ ...one, schema: schemaOf(document, one) })),
      codes: codesOf(get),
      needsKey: (get.security ?? []).length > 0,
      mediaType: answerOf(get, path).mediaType,
      isValidAnswer: whole.compile(schema),
      isValidSelection: withFields.compile(schema),
    }
  })
  return { operations, isProblem: whole.compile({ $ref: 'document#/components/schemas/Problem' }) }
}

/** The schema of a parameter, which may have a name. */
const schemaOf = ({ components }: RawDocument, { schema }: Parameter): ParameterSchema =>
  components?.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema

const readsOf = ({ paths }: RawDocument) =>
  Object.entries(paths).flatMap(([path, { get }]) => (get ? [[path, get] as const] : []))

/** The codes of each status; those of `default` have their own. */
function codesOf({ responses }: RawOperation): Map<number, Set<string>> {
  const codes = new Map<number, Set<string>>()
  for (const [status, { description }] of Object.entries(responses)) {
    const named = [...description.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code)
    if (status !== 'default') codes.set(Number(status), new Set(named))
    else for (const code of named) codes.set(problems[code as ProblemCode].status, new Set([code]))
  }
  return codes
}
