import { articleKind } from '../../src/articles/kind.ts'
import type { Database } from '../../src/db/database.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { aMenu } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { secret } from './secret.ts'

/** Publishes what is full of canary words and takes it off again: readers could see it once, and can no longer. */
export async function showOnce(db: Database): Promise<void> {
  const desk = newsroom(db)
  const held = await desk.publish(articleKind, secret('held'))
  await desk.correct(held, { was: 'zqcanary was', is: 'zqcanary is', note: 'zqcanary note' })
  await desk.hold(held)
  await desk.publish(articleKind, secret('expired'), {
    expiresAt: '2026-04-02T00:00:00.000Z',
  })
  const moved = await desk.publish(articleKind, secret('first-name'))
  await desk.update(articleKind, moved, secret('second-name'), { expiresAt: '2026-04-02T00:00:00.000Z' })
  await desk.publish(productMenuKind, aMenu({ key: 'zqcanary-menu', title: { en: 'zqcanary' } }), {
    expiresAt: '2026-04-02T00:00:00.000Z',
  })
}
