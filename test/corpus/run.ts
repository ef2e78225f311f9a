import { writeFileSync } from 'node:fs'
import { engine } from '../stores.ts'
import { corpusOf } from './corpus.ts'
import { sharedHashes, textOfAll } from './normalise.ts'
import type { Exchange } from './session.ts'

/**
 * Records what the whole application answers to a fixed list of requests, so that a change that must not change any
 * answer can be shown to change none: run it on both checkouts, and compare the files.
 *
 *     npm run corpus -- before.txt    (in the one checkout)
 *     npm run corpus -- after.txt     (in the other)
 *     diff before.txt after.txt
 *
 * The list is played twice; where the two recordings differ, it says so and fails, as nothing could be read from it.
 */
const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Say where the recording is to be written.')

const [one, other] = [await play(), await play()]
const stable = sharedHashes(one, other)
const [text, repeated] = [textOfAll(one, stable), textOfAll(other, stable)]
writeFileSync(file, text)
process.stdout.write(`${one.length} requests, ${text.length} characters\n`)
if (text !== repeated) {
  const [lines, others] = [text.split('\n'), repeated.split('\n')]
  const at = lines.findIndex((line, index) => line !== others[index])
  process.stderr.write(`Played again, line ${at + 1} is another one:\n${lines[at]}\n${others[at]}\n`)
  process.exitCode = 1
}

async function play(): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  await corpusOf(exchanges, engine)
  return exchanges
}
