import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { find } from '../../src/articles/delivery/store.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { commandLeadMs, createClock } from '../../src/kernel/clock.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { createMigratedFile } from '../db/files.ts'
import { reading } from '../reading.ts'
import { article } from './content.ts'

const openBeside = async () => {
  const { file } = await createMigratedFile()
  const clock = createClock()
  const server = await openSqlite(file, clock)
  const tool = await openSqlite(file, createClock(undefined, commandLeadMs))
  onTestFinished(async () => {
    await server.close()
    await tool.close()
  })
  return { clock, server, tool }
}

test('a write of a command beside the server does not change any answer already given for a moment', async () => {
  const { clock, server, tool } = await openBeside()
  const answers = new Map<string, boolean>()
  const ask = async () => {
    const at = clock.now()
    answers.set(at, (await find(reading(server), 'beside', at)) !== undefined)
  }
  const written = tool.write(async (write) => {
    const documentId = await createDocument(write, articleKind, article({ slug: 'beside' }))
    await sleep(100)
    return publish(write, articleKind, { documentId, revision: 1 })
  })
  for (let asked = 0; asked < 1_000 && answers.size < 60; asked += 1) {
    await ask()
    await sleep(2)
  }
  expect(answers.size).toBe(60)
  const { visible_from } = await written
  await sleep(Date.parse(visible_from) - Date.now() + 5)
  await ask()
  expect(new Set(answers.values())).toEqual(new Set([false, true]))
  for (const [at, wasThere] of answers) expect(wasThere).toBe(at >= visible_from)
  for (const [at, wasThere] of answers)
    expect((await find(reading(server), 'beside', at)) !== undefined).toBe(wasThere)
})

test('a server write after one dated ahead is later than it, and not before its own time', async () => {
  const { server, tool } = await openBeside()
  const ahead = await tool.write(async ({ at }) => at)
  const at = await server.write(async (write) => write.at)
  expect(at > ahead).toBe(true)
  expect(Date.parse(at) - Date.now()).toBeLessThanOrEqual(2)
})
