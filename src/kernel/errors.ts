/** A file that cannot be used as a store; the message is one clear line for the operator. */
export class StoreFault extends Error {}

/** What a command cannot do, or what it has found wrong; the message is one clear line for the operator. */
export class CommandFault extends Error {}

/** One field, parameter or header at fault. `parameter` names a part of the URL, `pointer` a JSON pointer (RFC 6901) into the body. */
export interface Fault {
  readonly parameter?: string
  readonly pointer?: string
  readonly code: string
  readonly detail: string
}

/** What else a refusal may tell its client. */
export interface RefusalExtras {
  readonly errors?: readonly Fault[]
  readonly headers?: Readonly<Record<string, string>>
  /** Members of the problem beyond those of RFC 9457, such as the notice of a retraction. */
  readonly members?: Readonly<Record<string, unknown>>
  /** The error behind it, for the log alone. */
  readonly cause?: unknown
}

/** A "no" that the client may know the reason of. Everything else that is thrown becomes a bare 500. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly extras: RefusalExtras

  constructor(status: number, code: string, message: string, extras: RefusalExtras = {}) {
    super(message, 'cause' in extras ? { cause: extras.cause } : undefined)
    this.status = status
    this.code = code
    this.extras = extras
  }
}

/** The same for what is absent and for what the client may not know of. */
export const notFound = () =>
  new Refusal(404, 'not-found', 'There is nothing here that is public at the asked moment.')

/** The same for management, which sees more than what is public. */
export const absent = () => new Refusal(404, 'not-found', 'There is nothing here of this name.')

export const invalidParameter = (parameter: string, detail: string) =>
  new Refusal(400, 'invalid-parameter', 'A parameter cannot be understood.', {
    errors: [{ parameter, code: 'invalid-parameter', detail }],
  })

export const invalidCursor = () =>
  new Refusal(
    400,
    'invalid-cursor',
    'The cursor does not belong to this list. Start again from the first page.',
    {
      errors: [
        {
          parameter: 'cursor',
          code: 'invalid-cursor',
          detail: 'was altered, or belongs to other parameters',
        },
      ],
    },
  )

/** The thing is not in a state in which this can be done to it. */
export const stateConflict = (detail: string) => new Refusal(409, 'state-conflict', detail)

/** Well-formed, but a rule of the domain refuses it. */
export const ruleBroken = (code: string, detail: string, errors: readonly Fault[] = []) =>
  new Refusal(422, code, detail, { errors })
