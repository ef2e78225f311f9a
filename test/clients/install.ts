import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const folder = 'test/clients'
/** npm writes it last. */
const installed = `${folder}/node_modules/.package-lock.json`

/** Installs the generators of clients before the slow suite, which runs several files at a time. */
export default function setup(): void {
  const isFresh =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${folder}/package-lock.json`).mtimeMs
  if (!isFresh) execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder })
}
