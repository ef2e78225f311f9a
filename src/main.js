// Plain JavaScript, so that a Node version that cannot run TypeScript can still print which one is required.
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 24 || (major === 24 && minor >= 12)) {
  // Later starts load the compiled code from the system's temporary folder.
  module.enableCompileCache()
  await import('./cli/main.ts')
} else {
  process.exitCode = 1
  process.stderr.write(
    `Broadtape needs Node 24.12 or later; this is ${process.versions.node}. Start it with "npm start", which uses the Node that comes with it.\n`,
  )
}
