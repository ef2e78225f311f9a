import { createServer } from 'node:http'

/**
 * A receiver of many webhooks in a process of its own, at every address of 127.0.0.0/8. Prints its port, and for each
 * line on standard input what came since the line before: of each webhook, which is named by the path, the numbers of
 * the entries, and how late each was, in milliseconds.
 */
let told = new Map<string, number[]>()
let late: number[] = []

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    response.writeHead(204).end()
    const { seq, at } = JSON.parse(Buffer.concat(chunks).toString())
    const seqs = told.get(request.url ?? '') ?? []
    told.set(request.url ?? '', seqs)
    seqs.push(seq)
    late.push(Date.now() - Date.parse(at))
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, '0.0.0.0', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})

process.stdin.setEncoding('utf8').on('data', () => {
  process.stdout.write(`${JSON.stringify({ told: [...told.values()], late })}\n`)
  told = new Map()
  late = []
})
