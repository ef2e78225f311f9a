import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openLogOutput } from '../../src/kernel/log-output.ts'
import { createFolder } from '../db/files.ts'

const line = `{"msg":"${'x'.repeat(1_000)}"}\n`

function descriptorOf(path: string, flags: number | string = 'w'): number {
  const descriptor = openSync(path, flags)
  onTestFinished(() => closeSync(descriptor))
  return descriptor
}

/** A pipe that nobody reads yet. */
function createPipe(): string {
  const path = join(createFolder(), 'pipe')
  execFileSync('mkfifo', [path])
  return path
}

async function writeMuch(output: ReturnType<typeof openLogOutput>): Promise<void> {
  for (let count = 0; count < 3_000; count += 1) output.write(line)
  await sleep(50)
}

test('lines go to a file, all of them by the end', async () => {
  const path = join(createFolder(), 'log')
  const output = openLogOutput(descriptorOf(path), () => 0)
  for (let count = 0; count < 500; count += 1) output.write(line)
  await output.end()
  expect(readFileSync(path, 'utf8')).toBe(line.repeat(500))
  expect(output.dropped()).toBe(0)
})

test.each([
  ['a full disk', () => descriptorOf('/dev/full')],
  ['a pipe that nobody reads', () => descriptorOf(createPipe(), 'r+')],
])('lines for %s are dropped and counted, and the end comes soon', async (_, open) => {
  const output = openLogOutput(open(), () => 0)
  await writeMuch(output)
  expect(output.dropped()).toBeGreaterThan(1_500)
  const startedAt = performance.now()
  await output.end()
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

test('when a pipe is read again, a line tells how many are missing', async () => {
  const reader = descriptorOf(createPipe(), constants.O_RDWR | constants.O_NONBLOCK)
  const output = openLogOutput(reader, () => 7)
  await writeMuch(output)
  const dropped = output.dropped()
  let received = ''
  const piece = Buffer.alloc(1_000_000)
  for (let round = 0; round < 400 && !received.includes('dropped'); round += 1) {
    try {
      received += piece.toString('utf8', 0, readSync(reader, piece))
    } catch {
      await sleep(50)
    }
  }
  const lines = received.trimEnd().split('\n')
  expect(lines.filter((one) => `${one}\n` === line)).toHaveLength(3_000 - dropped)
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 40, time: 7, dropped })
})
