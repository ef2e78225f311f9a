import { expect, test } from 'vitest'
import { crashRepeatedly } from '../crash/crash.ts'
import { engine } from '../stores.ts'

// Shown to fail where the trail and the kept answer are written in a transaction of their own (`answerWrite` in
// src/http/endpoints/write.ts), where a publication is committed before its bytes (`complete` in src/publishing/acts/publish.ts), and
// where one commit of fifty is a rollback (src/db/sqlite/open.ts).

const kills = { sqlite: 60, postgres: 20 }[engine]

test(`${kills} kills under concurrent writes lose nothing that was acknowledged and leave nothing half done`, async () => {
  const seed = Date.now() % 1_000_000
  console.info(`seed ${seed}`)
  expect(await crashRepeatedly(kills, seed)).toBeGreaterThan(5 * kills)
}, 300_000)
