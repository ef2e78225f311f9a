import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { testStore } from '../helpers.ts'
import { history } from '../publishing/history.ts'
import { begin, perform } from '../publishing/play.ts'
import { verifyFile } from './stores.ts'

test('verify finds no fault after any sequence of acts', async () => {
  const store = await testStore({ sample: true })
  let number = 0
  await fc.assert(
    fc.asyncProperty(history, async (tries) => {
      number += 1
      const played = await begin(store, number)
      for (const attempt of tries) {
        store.time.advance(attempt.wait)
        const document = played[attempt.document]
        await perform(store, document, attempt, Date.parse(store.clock.now()))
        if (attempt.type === 'poll') await appendOverdue(store.db, store.clock.now)
      }
      const findings = await verifyFile(store.file)
      expect(findings.filter(({ faults }) => faults > 0)).toEqual([])
    }),
    { numRuns: 40 },
  )
})
