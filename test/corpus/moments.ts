export const beginsAt = '2026-03-20T09:00:00.000Z'
/** When what is scheduled comes, an embargo ends, something expires, and a correction is made. */
export const moments = {
  corrected: '2026-03-24T10:00:00.000Z',
  scheduled: '2026-03-28T09:00:00.000Z',
  update: '2026-03-28T12:00:00.000Z',
  embargo: '2026-03-29T06:30:00.000Z',
  expires: '2026-03-30T12:00:00.000Z',
  textEnds: '2026-03-30T18:00:00.000Z',
  menu: '2026-03-31T08:00:00.000Z',
  text: '2026-03-31T20:00:00.000Z',
  last: '2026-04-02T12:00:00.000Z',
} as const

/** Ids by the names that the corpus has for what it made. */
export type Names = Readonly<Record<string, string>>
