/** Yields rows one by one from keyset batches: `next` reads the batch after the given row. */
export async function* eachRow<Row>(next: (last: Row | null) => Promise<Row[]>): AsyncGenerator<Row> {
  let last: Row | null = null
  do {
    const rows = await next(last)
    yield* rows
    last = rows.at(-1) ?? null
  } while (last)
}

export interface Neighbours<Row> {
  readonly before: Row | null
  readonly row: Row
  readonly next: Row | null
}

/** Yields each row with its neighbours of the same group; null at either end of the group. */
export async function* withNeighbours<Row>(
  rows: AsyncIterable<Row>,
  isSame: (one: Row, other: Row) => boolean,
): AsyncGenerator<Neighbours<Row>> {
  let before: Row | null = null
  let row: Row | null = null
  for await (const next of rows) {
    const continues: boolean = row !== null && isSame(row, next)
    if (row !== null) yield { before, row, next: continues ? next : null }
    before = continues ? row : null
    row = next
  }
  if (row !== null) yield { before, row, next: null }
}
