import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { PublicationRow, ReferenceKind, Tables } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'
import { publicAt } from '../view.ts'

/** The term of every publication that has any. */
export const everything = '*'

export const referenceTerm = (kind: ReferenceKind, key: string): string => `${kind}:${key}`

/** Of what is named somewhere inside, and does not make a publication findable by it. */
export const namedTerm = (kind: ReferenceKind, key: string): string => `named:${kind}:${key}`

/** Makes a publication findable by its terms, from the moment when it is visible. */
export async function addTerms(
  tx: Queries,
  publication: PublicationRow,
  terms: readonly string[],
): Promise<void> {
  if (terms.length === 0) return
  const { id, published_at, updated_at } = publication
  await insertTerms(tx, { terms, place: { published_at, updated_at, publication_id: id } })
}

const insertTerms = statement<{ terms: readonly string[]; place: Omit<TermRow, 'term'> }, never>(
  (_, { terms, place }) =>
    sql`insert into publication_term (term, published_at, updated_at, publication_id) values ${sql.join(
      terms.map(
        (term) => sql`(${term}, ${place.published_at}, ${place.updated_at}, ${place.publication_id})`,
      ),
    )}`,
)

type TermRow = Tables['publication_term']

/** Takes back the terms of a publication that will not be. */
export async function removeTerms(
  tx: Queries,
  publication: PublicationRow,
  terms: readonly string[],
): Promise<void> {
  if (terms.length === 0) return
  await tx
    .deleteFrom('publication_term')
    .where('term', 'in', terms)
    .where('published_at', '=', publication.published_at)
    .where('publication_id', '=', publication.id)
    .execute()
}

/** What has any of some terms: how many documents, and the ids of a few of them that are public. */
export interface Users {
  readonly count: number
  readonly shown: readonly string[]
}

const countedMax = 1_000
const shownMax = 5

/** The documents of which a publication, pending or past ones included, has one of the terms; counted up to 1,000. */
export async function usersOf(tx: Queries, terms: readonly string[], at: Instant): Promise<Users> {
  const users = tx
    .selectFrom('publication_term')
    .innerJoin('publication', 'publication.id', 'publication_term.publication_id')
    .select('publication.document_id')
    .distinct()
    .where('publication_term.term', 'in', terms)
  const all = await users.limit(countedMax).execute()
  const shown = await users.where(publicAt(at)).limit(shownMax).execute()
  return { count: all.length, shown: shown.map((row) => row.document_id) }
}
