import { sql } from 'kysely'
import { articleKind } from '../../src/articles/kind.ts'
import type { Queries } from '../../src/db/database.ts'
import { openSnapshot } from '../../src/db/open.ts'
import type { Acknowledged, Notebook } from './editors.ts'
import { soundness } from './soundness.ts'

/** Every way in which the store is not what it must be, and every acknowledged write that is not in it. */
export async function findFaults(url: string, notebook: Pick<Notebook, 'acknowledged'>): Promise<string[]> {
  const store = await openSnapshot(url)
  const { db } = store
  try {
    const faults = [
      ...(await store.damages()),
      ...(await store.danglingRows()).map((row) => `dangling: ${row}`),
      ...(await wrongTerms(db)),
    ]
    for (const [fault, query] of Object.entries(soundness)) {
      const { rows } = await sql.raw(`${query} limit 3`).execute(db)
      faults.push(...rows.map((row) => `${fault}: ${JSON.stringify(row)}`))
    }
    for (const one of notebook.acknowledged) faults.push(...(await lost(db, one)))
    return faults
  } finally {
    await store.close()
  }
}

/** Articles that are not found by what their content says, or by more than that. */
async function wrongTerms(db: Queries): Promise<string[]> {
  const found = new Map<string, string[]>()
  for (const { publication_id: id, term } of await db.selectFrom('publication_term').selectAll().execute())
    found.set(id, [...(found.get(id) ?? []), term])
  const rows = await db
    .selectFrom('publication')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.document_id', '=', 'publication.document_id')
        .onRef('revision.revision', '=', 'publication.revision'),
    )
    .select(['publication.id', 'revision.content'])
    .where('publication.kind', '=', 'article')
    .execute()
  return rows.flatMap(({ id, content }) => {
    const expected = articleKind.termsOf(articleKind.content.parse(JSON.parse(content)))
    const terms = found.get(id) ?? []
    return [...new Set(expected)].sort().join() === terms.sort().join() ? [] : [`${id} is found by ${terms}`]
  })
}

/** An acknowledged write is in the trail, and its answer is kept where it may be repeated. */
async function lost(db: Queries, { request, reply }: Acknowledged): Promise<string[]> {
  const faults: string[] = []
  const say = (what: string) => faults.push(`${request.method} ${request.path} was acknowledged: ${what}`)
  const { rows: entries } = await sql`select 1 from audit where request_id = ${reply.requestId}`.execute(db)
  if (!reply.isReplay && entries.length === 0) say('it is not in the trail')
  const key = request.headers['idempotency-key']
  const kept = key ? await sql`select 1 from idempotency where idempotency_key = ${key}`.execute(db) : null
  if (kept?.rows.length === 0) say('its answer is not kept')
  if (request.method === 'PATCH') {
    const { id, revision, headline } = reply.data
    const stored = await db
      .selectFrom('revision')
      .select('content')
      .where('document_id', '=', String(id))
      .where('revision', '=', Number(revision))
      .executeTakeFirst()
    if (!stored || JSON.parse(stored.content).headline !== headline) say('its revision is not there')
  }
  return faults
}
