import Sqlite from 'better-sqlite3'
import { articleKind } from '../../src/articles/kind.ts'
import type { Acknowledged, Notebook } from './editors.ts'
import { soundness } from './soundness.ts'

/** Every way in which the store is not what it must be, and every acknowledged write that is not in it. */
export function findFaults(file: string, notebook: Notebook): string[] {
  const store = new Sqlite(file, { readonly: true })
  try {
    store.exec('begin')
    return [
      ...(store.pragma('integrity_check', { simple: true }) === 'ok' ? [] : ['the file is damaged']),
      ...(store.pragma('foreign_key_check') as unknown[]).map((row) => `dangling: ${JSON.stringify(row)}`),
      ...Object.entries(soundness).flatMap(([fault, query]) =>
        store
          .prepare(`${query} limit 3`)
          .all()
          .map((row) => `${fault}: ${JSON.stringify(row)}`),
      ),
      ...wrongTerms(store),
      ...notebook.acknowledged.flatMap((one) => lost(store, one)),
    ]
  } finally {
    store.close()
  }
}

/** Articles that are not found by what their content says, or by more than that. */
function wrongTerms(store: Sqlite.Database): string[] {
  const rows = store
    .prepare<[], { id: string; content: string; terms: string }>(
      `select publication.id, content,
         (select json_group_array(term) from publication_term where publication_id = publication.id) as terms
       from publication join revision using (document_id, revision) where kind = 'article'`,
    )
    .all()
  return rows.flatMap(({ id, content, terms }) => {
    const expected = articleKind.termsOf(articleKind.content.parse(JSON.parse(content)))
    const same = [...new Set(expected)].sort().join() === JSON.parse(terms).sort().join()
    return same ? [] : [`${id} is found by ${terms}`]
  })
}

/** An acknowledged write is in the trail, and its answer is kept where it may be repeated. */
function lost(store: Sqlite.Database, { request, reply }: Acknowledged): string[] {
  const faults: string[] = []
  const isThere = (query: string, ...values: unknown[]) => store.prepare(query).get(...values) !== undefined
  const say = (what: string) => faults.push(`${request.method} ${request.path} was acknowledged: ${what}`)
  const key = request.headers['idempotency-key']
  if (!reply.isReplay && !isThere('select 1 from audit where request_id = ?', reply.requestId))
    say('it is not in the trail')
  if (key && !isThere('select 1 from idempotency where idempotency_key = ?', key))
    say('its answer is not kept')
  if (request.method === 'PATCH') {
    const { id, revision, headline } = reply.data
    const found = `select 1 from revision where document_id = ? and revision = ? and content ->> 'headline' = ?`
    if (!isThere(found, id, revision, headline)) say('its revision is not there')
  }
  return faults
}
