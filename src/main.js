// Plain JavaScript, so that a Node that cannot run TypeScript can still say what is wanted.
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 24 || (major === 24 && minor >= 12)) {
  // Later starts read the compiled program from the system's temporary folder.
  module.enableCompileCache()
  await import('./cli/main.ts')
} else {
  process.exitCode = 1
  process.stderr.write(
    `Broadtape needs Node 24.12 or later, and this is ${process.versions.node}: start it with "npm start", which brings its own.\n`,
  )
}
