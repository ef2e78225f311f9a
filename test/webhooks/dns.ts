import { createSocket } from 'node:dgram'
import { onTestFinished } from 'vitest'

type Addresses = readonly string[]

/** A DNS server that tells the addresses of any name, asked anew for each question. Returns its address. */
export async function dnsServer(addressesOf: (name: string) => Addresses): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { address, port }) => {
    socket.send(answerTo(query, addressesOf), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${socket.address().port}`
}

/** RFC 1035 §4: the question again, and a record for each address of its type. */
function answerTo(query: Buffer, addressesOf: (name: string) => Addresses): Buffer {
  const labels: string[] = []
  let place = 12
  for (let length = query.readUInt8(place); length > 0; length = query.readUInt8(place)) {
    labels.push(query.subarray(place + 1, place + 1 + length).toString())
    place += 1 + length
  }
  const question = query.subarray(12, place + 5)
  const type = query.readUInt16BE(place + 1)
  const records = addressesOf(labels.join('.'))
    .map(toBytes)
    .filter((bytes) => (type === 1 ? bytes.length === 4 : type === 28 && bytes.length === 16))
    .map((bytes) => {
      const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length])
      return Buffer.concat([head, bytes])
    })
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(0x8180, 2)
  header.writeUInt16BE(records.length, 6)
  header.fill(0, 8)
  return Buffer.concat([header, question, ...records])
}

/** IPv6 is given in full. */
const toBytes = (address: string): Buffer =>
  address.includes(':')
    ? Buffer.from(
        address
          .split(':')
          .map((part) => part.padStart(4, '0'))
          .join(''),
        'hex',
      )
    : Buffer.from(address.split('.').map(Number))
