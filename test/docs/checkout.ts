import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What a newcomer has after `npm ci`, with a home of its own and nothing else in the environment. */
export function checkout() {
  const folder = temporaryFolder()
  for (const name of ['package.json', '.npmrc', 'migrations', 'openapi', 'seeds', 'src'])
    cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const home = join(folder, 'home')
  mkdirSync(home)
  // Without the tools of this repository: `npm run` itself finds what is installed.
  const path = process.env.PATH?.split(':').filter((entry) => !entry.endsWith('node_modules/.bin'))
  return { folder, env: { PATH: path?.join(':'), HOME: home } }
}

/** Runs `npm start` there, on a port that is free, and returns the origin. */
export async function npmStart({ folder, env }: ReturnType<typeof checkout>): Promise<string> {
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...env, PORT: '0' },
    // npm and the shell that it starts: all are ended together.
    detached: true,
  })
  onTestFinished(() => void (child.pid && process.kill(-child.pid, 'SIGKILL')))
  let output = ''
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const [, origin] = /listening at (http:\/\/[\d.]+:\d+)/.exec(output) ?? []
      if (origin) resolve(origin)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('close', () => reject(new Error(`the server ended: ${output}`)))
  })
}
