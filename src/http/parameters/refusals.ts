import { type Refusal, refuse } from '../../kernel/refusal.ts'

/** The same for what is absent and for what the client may not know of. */
export const notFound = (): Refusal =>
  refuse('not-found', 'There is nothing here that is public at the asked moment.')

/** The same for the desk, which sees more than what is public. */
export const absent = (): Refusal => refuse('not-found', 'There is nothing here of this name.')

export const invalidParameter = (parameter: string, detail: string): Refusal =>
  refuse('invalid-parameter', 'A parameter cannot be understood.', {
    errors: [{ parameter, code: 'invalid-parameter', detail }],
  })

export const invalidCursor = (): Refusal =>
  refuse('invalid-cursor', 'The cursor does not belong to this list. Start again from the first page.', {
    errors: [
      {
        parameter: 'cursor',
        code: 'invalid-cursor',
        detail: 'was altered, or belongs to other parameters',
      },
    ],
  })
