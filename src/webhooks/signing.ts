import { createHmac, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto'

/** Signs deliveries by the Standard Webhooks specification: with HMAC-SHA256 (`v1`), and with Ed25519 (`v1a`). */

const keyBytes = 32

/** The secret of HMAC, and the private key of Ed25519, 32 bytes each, one after the other. */
export const newKeys = (): Buffer => randomBytes(2 * keyBytes)

/** The secret as the receiver gets it. */
export const secretOf = (keys: Buffer): string => `whsec_${keys.subarray(0, keyBytes).toString('base64')}`

/** The public key as the receiver gets it. */
export function publicKeyOf(keys: Buffer): string {
  const { x = '' } = createPublicKey(privateKeyOf(keys)).export({ format: 'jwk' })
  return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`
}

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const privateKeyOf = (keys: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, keys.subarray(keyBytes)]), format: 'der', type: 'pkcs8' })

/** The signatures of one pair of keys, joined by a space. */
export type Signer = (signed: Buffer) => string

export function createSigner(keys: Buffer): Signer {
  const secret = keys.subarray(0, keyBytes)
  const privateKey = privateKeyOf(keys)
  return (signed) =>
    `v1,${createHmac('sha256', secret).update(signed).digest('base64')} v1a,${sign(null, signed, privateKey).toString('base64')}`
}

/** The headers of a delivery. `milliseconds`: the time of the attempt. */
export function signedHeaders(
  signers: readonly Signer[],
  { id, milliseconds, body }: { readonly id: string; readonly milliseconds: number; readonly body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(milliseconds / 1_000))
  const signed = Buffer.from(`${id}.${timestamp}.${body}`)
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signers.map((signer) => signer(signed)).join(' '),
  }
}
