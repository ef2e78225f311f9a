import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { findFreePort } from '../free-port.ts'
import { temporaryFolder } from './checkout.ts'
import { runProgram, startProgram } from './programs.ts'

/** Starts nginx with a site of the manual, with its cache in a folder of its own. Returns its port. */
export async function startNginx(site: string): Promise<number> {
  const folder = temporaryFolder()
  chmodSync(folder, 0o777)
  const port = await findFreePort()
  const here = site.replace('listen 80', `listen 127.0.0.1:${port}`).replace('/var/cache/nginx', folder)
  writeFileSync(join(folder, 'site.conf'), here)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const main = [
    `daemon off; pid ${folder}/pid; error_log stderr; events {}`,
    `http { access_log off; ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}`,
    `include ${folder}/site.conf; }`,
  ]
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, main.join('\n'))
  const { status, output } = runProgram('nginx', ['-t', '-c', file])
  expect(status, output).toBe(0)
  await startProgram('nginx', ['-c', file], port)
  return port
}
