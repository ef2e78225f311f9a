import { connect, type Socket } from 'node:net'

/**
 * Readers of a stream in a process of their own, so that they do not slow the clients of the test. Each has one of ten
 * filters. Some stall at random, are killed, or come back; all go on from where they were. Commands on standard input:
 * `churn` and `calm` begin and end that; `report` prints what each has seen as one line of JSON.
 */
const [port = '', readers = '', churning = '', afterSeq = '0'] = process.argv.slice(2)
const filters = 10

class Follower {
  readonly seen: number[] = []
  /** From the moment of an entry to its arrival, in milliseconds. */
  readonly late: number[] = []
  place = Number(afterSeq)
  /** Times when an entry comes late because of what the reader itself did are not counted. */
  isCounting = true
  #socket: Socket | undefined
  #rest = ''
  readonly filter: number

  constructor(filter: number) {
    this.filter = filter
    this.open()
  }

  open() {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(
        `GET /v1/events/stream?topic=medtop:t${this.filter} HTTP/1.1\r\nHost: a\r\nLast-Event-ID: ${this.place}\r\n\r\n`,
      ),
    )
    this.#rest = ''
    this.#socket = socket
    socket.setEncoding('latin1')
    let againMs = 50
    socket.once('data', (head: string) => {
      if (head.startsWith('HTTP/1.1 200')) return
      // Refused for the moment, as Retry-After says.
      againMs = 1_000
      socket.destroy()
    })
    socket.on('data', (text: string) => this.#take(text))
    socket.on('error', () => {})
    socket.on('close', () => setTimeout(() => this.open(), againMs))
  }

  #take(text: string) {
    const now = Date.now()
    const all = this.#rest + text
    let end = 0
    for (const { index, 0: block, 1: id, 2: at } of all.matchAll(
      /id: (\d+)\n(?:data: [^\n]*?"at":"([^"]+)"[^\n]*|:)\n\n/g,
    )) {
      end = index + block.length
      this.place = Number(id)
      if (at === undefined) continue
      this.seen.push(Number(id))
      if (this.isCounting) this.late.push(now - Date.parse(at))
    }
    this.#rest = all.slice(end)
  }

  stall() {
    this.isCounting = false
    this.#socket?.pause()
  }

  resume() {
    this.#socket?.resume()
  }

  kill() {
    this.isCounting = false
    this.#socket?.destroy()
  }
}

const followers = Array.from({ length: Number(readers) }, (_, index) => new Follower(index % filters))
const restless = followers.slice(0, Number(churning))
let timer: NodeJS.Timeout | undefined

const commands: Record<string, () => void> = {
  churn() {
    timer = setInterval(() => {
      const one = restless[Math.floor(Math.random() * restless.length)]
      const act = Math.floor(Math.random() * 3)
      if (act === 0) one?.stall()
      else if (act === 1) one?.resume()
      else one?.kill()
    }, 10)
  },
  calm() {
    clearInterval(timer)
    for (const one of restless) one.resume()
  },
  report() {
    const told = followers.map(({ filter, seen, late }) => ({ filter, seen, late }))
    process.stdout.write(`${JSON.stringify(told)}\n`)
  },
}

process.stdin.setEncoding('utf8').on('data', (text: string) => {
  for (const command of text.trim().split('\n')) commands[command]?.()
})
