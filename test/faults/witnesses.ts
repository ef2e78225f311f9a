import { Agent, get } from 'node:http'
import { onTestFinished } from 'vitest'

/** An answer, and the times at which it was asked for and received, by the clock of the database. */
export interface Sight {
  readonly node: number
  readonly url: string
  readonly asked: number
  readonly received: number
  /** 0 where there was none. */
  readonly status: number
  readonly body: string
}

/** A client of the nodes, by their ports. */
export function createReader(ports: readonly number[]) {
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  return (node: number, url: string): Promise<Sight> =>
    new Promise((resolve) => {
      const asked = Date.now()
      const end = (status: number, body: string) =>
        resolve({ node, url, asked, received: Date.now(), status, body })
      const request = get({ host: '127.0.0.1', port: ports[node], path: url, agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('close', () =>
          end(response.complete ? (response.statusCode ?? 0) : 0, Buffer.concat(chunks).toString()),
        )
      })
      // A node that is gone refuses at once: it is asked again a moment later.
      request.on('error', () => setTimeout(end, 5, 0, ''))
    })
}

/** Without the id of the request, in which answers of the same kind differ. */
const textOf = ({ status, body }: Sight) => `${status} ${body.replace(/"requestId":"[^"]*"/, '')}`

/** Readers who ask all nodes without a pause, for what is and for what was. */
export function openWitnesses(ports: readonly number[], slugs: readonly string[]) {
  const read = createReader(ports)
  const sights: Sight[] = []
  const past = new Map<string, string>()
  const changed: string[] = []
  let isOver = false
  let turn = 0

  const remember = (sight: Sight) => {
    if (sight.status !== 200 && sight.status !== 404) return
    const text = textOf(sight)
    const before = past.get(sight.url) ?? text
    past.set(sight.url, before)
    if (before !== text) changed.push(`node ${sight.node} ${sight.url}:\n${before}\n${text}`)
  }
  const repeat = async (ask: () => Promise<void>) => {
    while (!isOver) await ask()
  }
  const slug = () => slugs[turn++ % slugs.length]
  const see = async (node: number, url: string) => {
    sights.push(await read(node, url))
  }
  /** The moment at which another node showed something; mostly a moment ago, sometimes one to come. */
  const asOf = (node: number) => {
    const seen = sights.findLast((sight) => sight.node !== node && sight.status === 200)
    const handedOut = seen && /"availableAt":"([^"]+)"/.exec(seen.body)?.[1]
    return handedOut && turn % 3 === 0 ? handedOut : new Date(Date.now() - (turn % 7) * 40).toISOString()
  }
  const loops = ports.flatMap((_, node) => [
    repeat(async () => {
      await see(node, `/v1/articles/${slug()}?fields=id,version,availableAt`)
      await see(node, `/v1/articles/${slug()}?fields=${fieldsOf(turn++)}`)
      await see(node, '/v1/articles?limit=100&fields=id,version')
    }),
    repeat(async () => {
      const address = turn % 2 ? `/v1/articles/${slug()}?` : '/v1/articles?limit=100&'
      const sight = await read(node, `${address}fields=id,version,availableAt&asOf=${asOf(node)}`)
      remember(sight)
    }),
  ])
  return {
    read,
    sights,
    /** Ends, and asks every node again for every past moment. Returns the answers that differ. */
    async end(): Promise<readonly string[]> {
      isOver = true
      await Promise.all(loops)
      const urls = [...past.keys()]
      const askAgain = async (node: number, share: number) => {
        for (let index = share; index < urls.length; index += 4) {
          const sight = await read(node, urls[index] as string)
          if (sight.status !== 200 && sight.status !== 404) changed.push(`${sight.status} ${sight.url}`)
          remember(sight)
        }
      }
      await Promise.all(ports.flatMap((_, node) => [0, 1, 2, 3].map((share) => askAgain(node, share))))
      return changed
    },
    pastCount: () => past.size,
  }
}

const optional = ['headline', 'summary', 'keyPoints', 'dateline', 'byline', 'urgency', 'signal', 'wordCount']
const others = ['authors', 'images', 'entities', 'instruments', 'topics', 'sources', 'quotes', 'timeline']

/** Names of properties of which nobody has asked for together before: the answer is in no cache. */
function fieldsOf(number: number): string {
  const chosen = [...optional, ...others].filter((_, index) => (number >> index) & 1)
  return ['id', 'version', ...chosen].join()
}
