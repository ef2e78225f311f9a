import { readFileSync } from 'node:fs'
import Fastify from 'fastify'

/** The yardstick: a Fastify that sends the bytes of a file, and does nothing else. `node bare.ts FILE` */
const bytes = readFileSync(process.argv[2] ?? '')
const app = Fastify()
app.get('*', (_, reply) => reply.header('content-type', 'application/json; charset=utf-8').send(bytes))
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`)
