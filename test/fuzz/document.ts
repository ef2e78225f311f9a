import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { answerOf, schemasOf } from '../laws/document.ts'

/** A parameter as the document describes it. */
export interface Parameter {
  readonly in: string
  readonly name: string
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
  readonly example?: unknown
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
  readonly needsKey: boolean
}

export interface FuzzDocument {
  readonly operations: readonly FuzzOperation[]
  readonly isProblem: ValidateFunction
}

/** The document as the application gives it. */
export interface RawDocument {
  readonly paths: Readonly<Record<string, { readonly get?: RawOperation }>>
}

interface RawOperation {
  readonly security?: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
}

/** Reads the OpenAPI document of an application. Its schemas are closed: a field that is not declared is a fault. */
export function readFuzzDocument(document: RawDocument): FuzzDocument {
  const closed = structuredClone(document)
  for (const { schema, place } of schemasOf(closed)) {
    // A problem may carry members of its own (RFC 9457).
    if (schema.properties && !place.endsWith('/Problem')) schema.additionalProperties ??= false
  }
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(closed, 'document')
  const operations = readsOf(closed).map(([path, get]) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/[.]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    parameters: get.parameters ?? [],
    codes: codesOf(get),
    needsKey: (get.security ?? []).length > 0,
    mediaType: answerOf(get, path).mediaType,
    isValidAnswer: ajv.compile({ $ref: answerOf(get, path).schemaRef }),
  }))
  return { operations, isProblem: ajv.compile({ $ref: 'document#/components/schemas/Problem' }) }
}

const readsOf = ({ paths }: RawDocument) =>
  Object.entries(paths).flatMap(([path, { get }]) => (get ? [[path, get] as const] : []))

const codesOf = ({ responses }: RawOperation) =>
  new Map(
    Object.entries(responses).map(([status, { description }]) => [
      Number(status),
      new Set([...description.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code)),
    ]),
  )
