import { askRepeatedly, createClientWith } from './client.ts'

/** A crowd in a process of its own, so that it does not slow the clients of the test. Prints its outcomes as JSON. */
const [port = '', path = '', clients = '', forMs = ''] = process.argv.slice(2)
const { ask, close } = createClientWith(Number(port))
process.stdout.write(JSON.stringify(await askRepeatedly(ask, path, Number(clients), Number(forMs))))
close()
