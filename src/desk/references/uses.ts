import { z } from 'zod'
import type { Queries } from '../../db/database.ts'
import type { DocumentKind, ReferenceKind } from '../../db/tables.ts'
import type { KeyHolder } from '../../http/endpoints/access.ts'
import { Links } from '../../http/parameters/envelope.ts'
import type { Config } from '../../kernel/config.ts'
import * as references from '../../references/store.ts'
import { deskPathOf, type Use } from '../../references/uses.ts'
import type { Instant } from '../../values/time.ts'
import { deskArticles } from '../articles/kind.ts'
import { identity } from '../articles/schema.ts'
import { deskDisclaimers } from '../disclaimers/kind.ts'
import { requireDocument } from '../documents/document.ts'
import { basePath, type DeskKind, readScopes } from '../documents/kind.ts'
import { deskMenus } from '../menus/kind.ts'
import { linkingDraft, linkingVersion } from './uses-store.ts'

export const ReferenceUse = z
  .object({
    kind: z
      .enum(['article', 'product-menu', 'disclaimer', 'entity', 'instrument', 'topic', 'disclaimer-rule'])
      .meta({ id: 'ReferenceUseKind', description: 'What refers to the reference' }),
    id: z.string().describe('Id of the document, or key of the reference'),
    title: z
      .string()
      .nullable()
      .describe(
        'Headline, title or name, of a document as in its newest revision. Null for a disclaimer rule, which has none, and if the key may not read documents of this kind',
      ),
    state: identity.state
      .nullable()
      .describe('Place of a document in the workflow; null for a reference, and if the key may not read it'),
    current: z
      .boolean()
      .nullable()
      .describe('Whether the newest revision still refers to it; null if the key may not read it'),
    version: z
      .int()
      .nullable()
      .describe(
        'The version that refers to it: the one that is public now, else the newest, scheduled or past. Null for a reference, and for a document of which only the newest revision does',
      ),
    public: z.boolean().describe('Whether what is public now refers to it'),
    links: Links,
  })
  .meta({ id: 'ReferenceUse', description: 'A document or reference that refers to a reference' })
export type ReferenceUse = z.output<typeof ReferenceUse>

export interface Asked {
  readonly db: Queries
  readonly at: Instant
  readonly config: Config
  readonly actor: Pick<KeyHolder, 'scopes'>
  readonly target: { readonly kind: ReferenceKind; readonly key: string }
}

/**
 * What the key may know of a use; null if nothing. Documents that it may not read are told only while they are public,
 * and then no more than readers know: it must not learn what is about to be published.
 */
export async function describeUse(asked: Asked, use: Use) {
  if (use.kind === 'article') return describeDocument(asked, deskArticles, use)
  if (use.kind === 'product-menu') return describeDocument(asked, deskMenus, use)
  if (use.kind === 'disclaimer') return describeDocument(asked, deskDisclaimers, use)
  return describeReference(asked, { kind: use.kind, key: use.key })
}

async function describeDocument<Content>(
  { db, at, config, actor, target }: Asked,
  kind: DeskKind<Content>,
  { key: id, place: [createdAt] }: Use,
): Promise<ReferenceUse | null> {
  const link = { target: { kind: target.kind, key: target.key }, document: { id, createdAt } }
  const [published] = await linkingVersion(db, { ...link, at })
  const common = {
    kind: kind.kind satisfies DocumentKind,
    id,
    version: published?.version ?? null,
    public: published?.is_public === 1,
    links: { self: `${basePath(kind)}/${id}` },
  }
  if (!readScopes(kind).some((scope) => actor.scopes.includes(scope)))
    return common.public ? { ...common, title: null, state: null, current: null } : null
  const { content, situation } = await requireDocument(db, kind, config, id, at)
  const current = (await linkingDraft(db, link)).length > 0
  return { ...common, title: kind.titleOf(content), state: situation.state, current }
}

async function describeReference(
  { db, at }: Asked,
  { kind, key }: { readonly kind: ReferenceKind; readonly key: string },
): Promise<ReferenceUse | null> {
  const row = await references.find(db, kind, key, at)
  if (!row) return null
  return {
    kind,
    id: key,
    title: JSON.parse(row.content).name ?? null,
    state: null,
    current: true,
    version: null,
    public: true,
    links: { self: deskPathOf({ kind, key }) },
  }
}
