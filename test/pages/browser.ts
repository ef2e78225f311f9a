import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Result = Record<string, unknown>

interface Target {
  readonly type: string
  readonly webSocketDebuggerUrl: string
}

/** A tab of a browser. Commands and events are those of the Chrome DevTools Protocol. */
export interface Tab {
  send<Answer = Result>(method: string, parameters?: object): Promise<Answer>
  /** Goes to an address, and waits until everything has loaded. */
  open(url: string): Promise<void>
  /** Sets the size of the window, and what style sheets are asked for. */
  look(look: { width?: number; scheme?: 'light' | 'dark'; media?: 'screen' | 'print' }): Promise<void>
  /** What an expression is in the page; of a promise, what it resolves to. */
  evaluate<Value>(expression: string): Promise<Value>
  /** What the browser has said of the page: refused resources, errors. */
  readonly complaints: string[]
  /** The addresses that were requested. */
  readonly requested: string[]
}

export interface Browser {
  readonly tab: Tab
  close(): Promise<void>
}

/** Starts Chromium with one tab. It reaches nothing but this machine. */
export async function startBrowser(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'))
  const program = spawn('chromium', [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    ...['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--hide-scrollbars'],
    ...['--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'],
  ])
  let said = ''
  program.stderr.on('data', (text) => {
    said += text
  })
  while (!/ws:\/\/\S+/.test(said)) await once(program.stderr, 'data')
  const origin = /ws:\/\/([^/]+)/.exec(said)?.[1]
  const targets = (await (await fetch(`http://${origin}/json/list`)).json()) as Target[]
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '')
  await once(socket, 'open')
  return {
    tab: await createTab(socket),
    async close() {
      socket.close()
      const ended = once(program, 'exit')
      program.kill()
      await ended
      await rm(folder, { recursive: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

async function createTab(socket: WebSocket): Promise<Tab> {
  let count = 0
  const waiting = new Map<number, (message: { result?: unknown; error?: { message: string } }) => void>()
  const complaints: string[] = []
  const requested: string[] = []
  let onLoaded = () => {}
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data))
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    else if (message.method === 'Page.loadEventFired') onLoaded()
    else if (message.method === 'Network.requestWillBeSent') requested.push(message.params.request.url)
    else if (message.method === 'Log.entryAdded') complaints.push(message.params.entry.text)
    else if (message.method === 'Runtime.exceptionThrown')
      complaints.push(message.params.exceptionDetails.text)
  })
  const send = <Answer = Result>(method: string, params: object = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const id = ++count
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result as Answer)
      })
      socket.send(JSON.stringify({ id, method, params }))
    })
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`)
  return {
    send,
    complaints,
    requested,
    async open(url) {
      const loaded = new Promise<void>((resolve) => {
        onLoaded = resolve
      })
      await send('Page.navigate', { url })
      await loaded
    },
    async look({ width, scheme = 'light', media = 'screen' }) {
      if (width !== undefined)
        await send('Emulation.setDeviceMetricsOverride', {
          ...{ width, height: 900, deviceScaleFactor: 1, mobile: false },
        })
      const features = [{ name: 'prefers-color-scheme', value: scheme }]
      await send('Emulation.setEmulatedMedia', { media, features })
    },
    async evaluate<Value>(expression: string) {
      const { result, exceptionDetails } = await send<{
        result: { value: Value }
        exceptionDetails?: { text: string; exception?: { description?: string } }
      }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value
    },
  }
}
