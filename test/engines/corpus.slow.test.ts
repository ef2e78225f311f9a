import { expect, test } from 'vitest'
import { corpusOf } from '../corpus/corpus.ts'
import { sharedHashes, textOfAll } from '../corpus/normalise.ts'
import type { Exchange } from '../corpus/session.ts'
import type { EngineName } from '../stores.ts'

/** Its requests write as well as read, so that ids and tags differ: they are named in the order of appearance. */
test('every request of the corpus is answered alike on both engines', { timeout: 300_000 }, async () => {
  const [file, server] = [await play('sqlite'), await play('postgres')]
  expect(file.length).toBeGreaterThan(3_000)
  const stable = sharedHashes(file, server)
  const [texts, others] = [blocksOf(file, stable), blocksOf(server, stable)]
  const differing = texts.flatMap((text, at) => (text === others[at] ? [] : [[text, others[at]]]))
  expect(differing.slice(0, 3)).toEqual([])
})

async function play(engine: EngineName): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  await corpusOf(exchanges, engine)
  return exchanges
}

const blocksOf = (exchanges: readonly Exchange[], stable: ReadonlySet<string>): string[] =>
  textOfAll(exchanges, stable).split(/^(?=## )/m)
