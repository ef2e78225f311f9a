import type { Queries } from '../../db/database.ts'
import { type LinkSource, linksOf } from '../../publishing/documents/links.ts'
import type { Target } from '../../publishing/kind.ts'
import type { Report } from './report.ts'

/** Compares the stored links of a content with those that it has. `name` is the document or publication. */
export async function verifyLinks(
  { db, report }: { readonly db: Queries; readonly report: Report },
  name: string,
  source: LinkSource,
  targets: readonly Target[],
): Promise<void> {
  const nameOf = ({ kind, key }: Target) => `${kind}/${key}`
  const wanted = new Set(targets.map(nameOf))
  report.examined('links', wanted.size)
  for (const link of (await linksOf(db, source)).map(nameOf))
    if (!wanted.delete(link)) report.fault('links', `${name} must not have a link to ${link}`)
  for (const link of wanted) report.fault('links', `${name} lacks the link to ${link}`)
}
