import { describe, expect, test } from 'vitest'
import { AddressRefused, createAddressGuard } from '../../src/webhooks/addresses.ts'
import { createSender } from '../../src/webhooks/delivery/sender.ts'
import { dnsServer } from './dns.ts'
import { receiver } from './receiver.ts'

const guard = createAddressGuard([])

/** Each leads inside, or is no address at which a partner is found. */
const refused: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '127.1', '127.255.255.254', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.1'],
  'this network': ['0.0.0.0', '0', '0.1.2.3'],
  private: [
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.1.1',
    '167772161',
    '012.0.0.1',
  ],
  'link-local and metadata': [
    '169.254.169.254',
    '169.254.0.1',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
  ],
  shared: ['100.64.0.1', '100.127.255.254', '100.100.100.200'],
  'special IPv4': ['192.0.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '192.88.99.1'],
  multicast: ['224.0.0.1', '239.255.255.255', '[ff02::1]', '[ff0e::1]'],
  broadcast: ['255.255.255.255', '240.0.0.1', '4294967295'],
  'IPv6 of this host': ['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000::0001]'],
  'local IPv6': ['[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[fdff::1]', '[fec0::1]'],
  'IPv4 in IPv6': [
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:a9fe:a9fe]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
  ],
  NAT64: ['[64:ff9b::127.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::7f00:1]'],
  tunnels: [
    '[2002:7f00:1::]',
    '[2002:a9fe:a9fe::1]',
    '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
    '[2001:10::1]',
    '[2001:20::1]',
  ],
  'special IPv6': ['[2001:db8::1]', '[3fff::1]', '[100::1]', '[5f00::1]', '[2001:2::1]', '[4000::1]'],
  'names of this host': [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'localhost.localdomain',
    'ip6-loopback',
  ],
  'other digits': ['１２７.0.0.1', '127。0。0。1', 'ⓛocalhost', '①②⑦.0.0.1', '%31%32%37.0.0.1'],
}

describe('no webhook goes inside', () => {
  test('the list is long', () => {
    expect(Object.values(refused).flat().length).toBeGreaterThan(60)
  })

  test.each(Object.entries(refused))('%s', async (_, hosts) => {
    for (const host of hosts) {
      for (const url of [`https://${host}/`, `https://${host}:8443/a?b#c`])
        expect(await faultOf(() => guard.requireReachable(url)), url).toMatch(/not public|this host/)
      expect(await faultOf(() => guard.requireReachable(`http://${host}/`))).toMatch(/https/)
    }
  })

  test('users in the address, and http, are refused anywhere', async () => {
    expect(await faultOf(() => guard.requireReachable('https://partner.example@10.0.0.1/'))).toMatch(/user/)
    expect(await faultOf(() => guard.requireReachable('http://93.184.215.14/'))).toMatch(/https/)
    const some = createAddressGuard(['10.0.0.0/8'])
    expect(await faultOf(() => some.requireReachable('http://93.184.215.14/'))).toMatch(/http/)
  })

  test('public addresses are not refused', async () => {
    for (const host of [
      '93.184.215.14',
      '1.1.1.1',
      '172.32.0.1',
      '100.128.0.1',
      '[2606:4700::1111]',
      '[2a00:1450::1]',
    ])
      expect(await faultOf(() => guard.requireReachable(`https://${host}/`))).toBeNull()
  })
})

test('networks that are opened are, and no others', async () => {
  const some = createAddressGuard(['10.20.0.0/16', 'fd12::/16', '127.0.0.1'])
  for (const url of ['https://10.20.1.1/', 'http://10.20.1.1/', 'https://[fd12::1]/', 'http://127.0.0.1:81/'])
    expect(await faultOf(() => some.requireReachable(url)), url).toBeNull()
  for (const url of [
    'https://10.21.0.1/',
    'https://[fd13::1]/',
    'https://127.0.0.2/',
    'https://[::ffff:a14:101]/',
  ])
    expect(await faultOf(() => some.requireReachable(url)), url).not.toBeNull()
})

describe('a name', () => {
  test('is refused if any of its addresses is, and taken if it has none', async () => {
    const names: Record<string, string[]> = {
      'inside.example': ['10.0.0.1'],
      'both.example': ['93.184.215.14', '127.0.0.1'],
      'six.example': ['0:0:0:0:0:0:0:1'],
      'outside.example': ['93.184.215.14'],
    }
    const dns = createAddressGuard([], [await dnsServer((name) => names[name] ?? [])])
    for (const name of ['inside.example', 'both.example', 'six.example'])
      expect(await faultOf(() => dns.requireReachable(`https://${name}/`)), name).toMatch(/not public/)
    for (const name of ['outside.example', 'unknown.example'])
      expect(await faultOf(() => dns.requireReachable(`https://${name}/`)), name).toBeNull()
  })

  test('is resolved once for a connection, which goes to the address that was checked', async () => {
    const { url, received } = await receiver()
    const { port } = new URL(url)
    let asked = 0
    // Inside from the second question on: of each type, one is asked.
    const server = await dnsServer(() => {
      asked += 1
      return [asked <= 2 ? '127.0.0.1' : '169.254.169.254']
    })
    const sender = createSender(createAddressGuard(['127.0.0.1'], [server]))
    const delivery = { id: 'evt_1', body: '{}', keys: [], milliseconds: 0 }
    const send = () => sender.send({ ...delivery, url: `http://rebound.example:${port}/` })
    expect(await send()).toMatchObject({ status: 204 })
    expect(asked).toBe(2)
    await sender.close()
    const other = createSender(createAddressGuard(['127.0.0.1'], [server]))
    expect(await other.send({ ...delivery, url: `http://rebound.example:${port}/` })).toMatchObject({
      status: null,
      error: 'refused-address',
    })
    expect(await other.send({ ...delivery, url: `https://10.0.0.1:${port}/` })).toMatchObject({
      error: 'refused-address',
    })
    expect(received).toHaveLength(1)
    await other.close()
  })

  test('that has no address is told as such', async () => {
    const sender = createSender(createAddressGuard([], [await dnsServer(() => [])]))
    const delivery = { id: 'evt_1', body: '{}', keys: [], milliseconds: 0 }
    expect(await sender.send({ ...delivery, url: 'https://unknown.example/' })).toMatchObject({
      status: null,
      error: 'unknown-name',
    })
    await sender.close()
  })
})

/** Why the address is refused; null if it is not. */
async function faultOf(check: () => Promise<void>): Promise<string | null> {
  try {
    await check()
    return null
  } catch (error) {
    if (error instanceof AddressRefused) return error.message
    throw error
  }
}
