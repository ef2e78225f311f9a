import { type Refusal, refuse } from '../../kernel/refusal.ts'

/** 404 of the delivery side: identical for what does not exist and for what is not public. */
export function notPublic(what: string, query: object): Refusal {
  const isPast = 'asOf' in query && query.asOf !== undefined
  const detail = isPast ? `No such ${what} was public at the requested moment.` : `No such ${what} is public.`
  return refuse('not-found', detail)
}

/** 404 of a path that does not exist. */
export const notFound = (): Refusal => refuse('not-found', 'There is nothing at this URL.')

/** 404 of the desk, which sees drafts too. */
export const deskNotFound = (): Refusal => refuse('not-found', 'Nothing with this id or name exists.')

export const invalidParameter = (parameter: string, detail: string): Refusal =>
  refuse('invalid-parameter', 'A parameter is invalid: see `errors`.', {
    errors: [{ parameter, code: 'invalid-parameter', detail }],
  })

export const invalidCursor = (): Refusal =>
  refuse('invalid-cursor', 'The cursor does not belong to this list. Start again from the first page.', {
    errors: [
      {
        parameter: 'cursor',
        code: 'invalid-cursor',
        detail: 'was altered, or was issued for other parameters',
      },
    ],
  })
