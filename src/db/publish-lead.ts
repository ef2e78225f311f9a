import { StoreFault } from '../kernel/errors.ts'
import { statement } from './compiled.ts'
import type { Database } from './database.ts'

const findLead = statement((db) => db.selectFrom('store_state').select('publish_lead_ms as kept').limit(1))
const setLead = statement((db, { leadMs }: { leadMs: number }) =>
  db.updateTable('store_state').set({ publish_lead_ms: leadMs }),
)

/** Throws a `StoreFault` if the nodes that serve the store date writes ahead by another lead. */
export async function requireLead(db: Pick<Database, 'snapshot'>, leadMs: number): Promise<void> {
  const [state] = await db.snapshot((queries) => findLead(queries, {}))
  requireEqual(state?.kept ?? leadMs, leadMs)
}

/** Of a node that begins to serve: one that is alone decides on the lead for those that follow. */
export const agreeOnLead = (db: Database, leadMs: number, isAlone: boolean): Promise<void> =>
  db.write(
    async ({ tx }) => {
      const [state] = await findLead(tx, {})
      if (!isAlone) requireEqual(state?.kept ?? leadMs, leadMs)
      if (state?.kept !== leadMs) await setLead(tx, { leadMs })
    },
    { isInternal: true },
  )

function requireEqual(kept: number, leadMs: number): void {
  if (kept !== leadMs)
    throw new StoreFault(
      `is served with PUBLISH_LEAD_MS=${kept}, not ${leadMs}: all nodes and commands need the same`,
    )
}
