import { createPublicKey, verify } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { createVault } from '../../src/webhooks/secrets.ts'
import { createSigner, newKeys, publicKeyOf, secretOf, signedHeaders } from '../../src/webhooks/signing.ts'

const [one, other] = ['one text of thirty-two characters', 'another of thirty-two characters!']

test('keys are opened with the SECRET_KEY that sealed them, for their webhook, and with no other', () => {
  const keys = newKeys()
  const sealed = createVault({ secretKey: one, secretKeyPrevious: null }).seal('whk_1', keys)
  const open = (secretKey: string | null, secretKeyPrevious: string | null, id = 'whk_1', bytes = sealed) =>
    createVault({ secretKey, secretKeyPrevious }).open(id, bytes)
  expect(open(one, null)).toEqual({ keys, isOutdated: false })
  expect(open(other, one)).toEqual({ keys, isOutdated: true })
  expect([open(other, null), open(null, null), open(one, null, 'whk_2')]).toEqual([null, null, null])
  for (let index = 0; index < sealed.length; index += 1) {
    const altered = Buffer.from(sealed)
    altered[index] = (altered[index] ?? 0) ^ 1
    expect(open(one, null, 'whk_1', altered)).toBeNull()
  }
  expect(createVault({ secretKey: one, secretKeyPrevious: null }).seal('whk_1', keys)).not.toEqual(sealed)
  expect(() => createVault({ secretKey: null, secretKeyPrevious: one }).seal('whk_1', keys)).toThrow(
    'SECRET_KEY',
  )
})

test('what is signed is verified by the library, and with the public key alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const keys = newKeys()
      const body = JSON.stringify({ text })
      const headers = signedHeaders([createSigner(newKeys()), createSigner(keys)], {
        id: 'evt_7',
        milliseconds: Date.now(),
        body,
      })
      expect(new Webhook(secretOf(keys)).verify(body, headers)).toEqual({ text })
      expect(() => new Webhook(secretOf(newKeys())).verify(body, headers)).toThrow()
      const x = Buffer.from(publicKeyOf(keys).slice('whpk_'.length), 'base64').toString('base64url')
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
      const signatures =
        headers['webhook-signature']?.split(' ').filter((part) => part.startsWith('v1a,')) ?? []
      const signed = Buffer.from(`evt_7.${headers['webhook-timestamp']}.${body}`)
      expect(
        signatures.map((part) => verify(null, signed, key, Buffer.from(part.slice(4), 'base64'))),
      ).toEqual([false, true])
    }),
    { numRuns: 20 },
  )
})
