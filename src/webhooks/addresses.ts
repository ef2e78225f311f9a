import { Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import ipaddr from 'ipaddr.js'

/** How long a DNS server is waited for, in milliseconds, and how often each is asked. */
const resolving = { timeout: 1_500, tries: 2 }
/** How long an editor is kept waiting for that. */
const waitingMs = 2_000

/** An address that webhooks may not go to; the message says why, and begins with what is at fault. */
export class AddressRefused extends Error {}

type Protocol = 'http:' | 'https:'

/** Decides where webhooks may go: to public addresses over https, and anywhere in the networks that are opened. */
export interface AddressGuard {
  /** Checks all that can be known of a URL without a DNS server. Throws `AddressRefused`. */
  requireUrl(url: string): void
  /** The same, and the addresses that its name has now; a name that has none, or none that is told in time, is taken. Throws `AddressRefused`. */
  requireReachable(url: string): Promise<void>
  /**
   * Finds the address of a connection. All that a name resolves to is checked, so that the connection goes to an address
   * that was checked, whatever the name resolves to the next time.
   */
  lookupFor(protocol: Protocol): LookupFunction
}

/** `servers`: those that names are asked of, instead of those of the system. The file of hosts is not read. */
export function createAddressGuard(allowed: readonly string[], servers?: readonly string[]): AddressGuard {
  const networks = allowed.map(toNetwork)
  const resolver = new Resolver(resolving)
  if (servers) resolver.setServers(servers)
  const isOpened = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
    networks.some(([begin, bits]) => begin.kind() === address.kind() && address.match(begin, bits))
  const requireAddress = (text: string, protocol: string) => {
    const address = ipaddr.parse(text)
    if (isOpened(address)) return
    if (protocol === 'http:')
      throw new AddressRefused('uses http, which is for networks of WEBHOOK_ALLOW only')
    if (!isPublic(address)) throw new AddressRefused('leads into a network that is not public')
  }
  const resolve = async (name: string, protocol: string) => {
    const addresses = await addressesOf(resolver, name)
    for (const address of addresses) requireAddress(address, protocol)
    return addresses
  }
  const requireUrl = (text: string) => {
    const { protocol, hostname, username, password } = new URL(text)
    if (username || password) throw new AddressRefused('has a user or a password')
    if (protocol !== 'https:' && (protocol !== 'http:' || networks.length === 0))
      throw new AddressRefused('does not use https')
    const name = hostname.replace(/\.$/, '')
    if (isOfThisHost(name)) throw new AddressRefused('names this host')
    const literal = literalOf(name)
    if (literal) requireAddress(literal, protocol)
  }
  return {
    requireUrl,
    async requireReachable(url) {
      requireUrl(url)
      const { protocol, hostname } = new URL(url)
      if (literalOf(hostname)) return
      await Promise.race([resolve(hostname, protocol), sleep(waitingMs, undefined, { ref: false })])
    },
    lookupFor:
      (protocol) =>
      (name, { all }, callback) => {
        resolve(name, protocol).then(
          (found) => {
            const [first, ...others] = found.map((address) => ({
              address,
              family: ipaddr.parse(address).kind() === 'ipv6' ? 6 : 4,
            }))
            if (!first) callback(new NameUnknown(`${name} has no address`), '')
            else if (all) callback(null, [first, ...others])
            else callback(null, first.address, first.family)
          },
          (error) => callback(error, ''),
        )
      },
  }
}

/** A name that no address was found for. */
export class NameUnknown extends Error {}

/** All addresses of a name, IPv4 first; none if no server knows or tells any. */
async function addressesOf(resolver: Resolver, name: string): Promise<string[]> {
  const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
}

/** The parser of URLs has made octal, hexadecimal, whole-number and short forms into one. */
function literalOf(hostname: string): string | null {
  const text = hostname.replace(/^\[(.*)\]$/, '$1')
  return ipaddr.isValid(text) ? text : null
}

const isOfThisHost = (name: string): boolean =>
  /(?:^|\.)localhost$|^(?:localhost[46]?|ip6-localhost)\.localdomain[46]?$|^ip6-(?:localhost|loopback)$/i.test(
    name,
  )

const globalUnicast = ipaddr.parseCIDR('2000::/3')
/** Of IPv6, only global unicast: nothing that holds an IPv4 address, of which a gateway might make anything. */
const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' &&
  (address.kind() === 'ipv4'
    ? address.toString() !== metadataOfAzure
    : address.match(globalUnicast) && !isIsatap(address.toByteArray()))

/** A public address that leads to the host of a virtual machine. */
const metadataOfAzure = '168.63.129.16'

/** An ISATAP address (RFC 5214, 6.1): its interface identifier is `0:5efe` or `200:5efe`, then an IPv4 address. */
const isIsatap = (bytes: readonly number[]): boolean =>
  (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe

const toNetwork = (text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] => {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
