import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

// Shown to fail where SQLITE_FULL is not told apart (src/db/sqlite/faults.ts): writes fail without a code then.

test('on a full disk reads go on, writes answer storage-full, and all is well once there is room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  // A disk of eight megabytes that only this process sees, and that ends with it. Needs no rights of root.
  const script =
    'mount -t tmpfs -o size=8m tmpfs "$1" && exec node_modules/.bin/node test/faults/full-disk-program.ts "$1"'
  const { stdout } = await promisify(execFile)('unshare', ['-rm', 'sh', '-c', script, 'sh', folder])
  const report = JSON.parse(stdout)
  const full = { code: 'storage-full', 'retry-after': '1' }
  expect(report.refusals.length).toBeGreaterThan(10)
  expect(report.refusals).toEqual(report.refusals.map(() => full))
  expect(report.whileFull).toEqual([200, 200, 200, 200, 200])
  // Visibility needs no write; the tape entry does.
  expect(report.scheduled).toBe(200)
  expect(report.recoveredMs).toBeLessThan(5_000)
  expect(report.whenFreed).toEqual([200, 200, 200, 200, 200])
  // The sample's, the scheduled one, and each that was acknowledged: none is lost, none is there by half.
  expect(report.count).toBe(report.written + 2)
  expect(report.follows).toBe(report.written + 1)
  // A fault that stays is not told at every try.
  expect(report.told).toBe(1)
  expect(report.integrity).toEqual([{ integrity_check: 'ok' }])
})
