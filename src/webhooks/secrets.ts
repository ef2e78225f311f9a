import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Config } from '../kernel/config.ts'
import { refuse } from '../kernel/refusal.ts'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Seals the keys of webhooks, so that the store alone, or a backup of it, allows nobody to sign. */
export interface Vault {
  /** Encrypts the keys of a webhook. Throws 409 `secret-key-missing`. */
  seal(webhook: string, keys: Buffer): Buffer
  /** Decrypts them. Null without the `SECRET_KEY` with which they were sealed. */
  open(webhook: string, sealed: Buffer): Opened | null
}

interface Opened {
  readonly keys: Buffer
  /** Whether they were sealed with `SECRET_KEY_PREVIOUS`. */
  readonly isOutdated: boolean
}

export function createVault({
  secretKey,
  secretKeyPrevious,
}: Pick<Config, 'secretKey' | 'secretKeyPrevious'>): Vault {
  const [current, previous] = [secretKey, secretKeyPrevious].map((text) => text && keyFrom(text))
  return {
    seal(webhook, keys) {
      if (!current)
        throw refuse(
          'secret-key-missing',
          'The server has no SECRET_KEY with which a secret could be encrypted.',
        )
      return encrypt(current, webhook, keys)
    },
    open(webhook, sealed) {
      const keys = current && decrypt(current, webhook, sealed)
      if (keys) return { keys, isOutdated: false }
      const outdated = previous && decrypt(previous, webhook, sealed)
      return outdated ? { keys: outdated, isOutdated: true } : null
    },
  }
}

const keyFrom = (text: string): Buffer =>
  Buffer.from(hkdfSync('sha256', text, '', 'broadtape webhook keys', 32))

/** The id of the webhook is authenticated with it, so that nobody exchanges the keys of two in the store. */
function encrypt(key: Buffer, webhook: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipherOf = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(webhook))
  const sealed = Buffer.concat([cipherOf.update(plain), cipherOf.final()])
  return Buffer.concat([nonce, cipherOf.getAuthTag(), sealed])
}

function decrypt(key: Buffer, webhook: string, sealed: Buffer): Buffer | null {
  const [nonce, rest] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes)]
  const decipher = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(webhook))
    .setAuthTag(rest.subarray(0, tagBytes))
  try {
    return Buffer.concat([decipher.update(rest.subarray(tagBytes)), decipher.final()])
  } catch {
    return null
  }
}
