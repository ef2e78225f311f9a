import type { Kind } from '../publishing/kind.ts'
import { readStored } from '../values/stored.ts'
import { Disclaimer, DisclaimerContent, sha256OfDisclaimer } from './schema.ts'

/** A disclaimer document: one key in one language. */
export const disclaimerKind: Kind<DisclaimerContent> = {
  kind: 'disclaimer',
  idPrefix: 'dsc',
  content: DisclaimerContent,
  derivation: 1,
  // Language tags are case-insensitive (RFC 5646).
  nameOf: ({ key, locale }) => ({ name: key, locale: locale.toLowerCase() }),
  publishedAtOf: () => null,
  termsOf: () => [],
  async render(_, { document_id, version, visible_from }, content) {
    const self = `/v1/disclaimers/${content.key}`
    const language = `?locale=${content.locale}`
    const disclaimer = readStored(Disclaimer, {
      ...content,
      id: document_id,
      version,
      sha256: sha256OfDisclaimer(content),
      availableAt: visible_from,
      links: { self: `${self}${language}`, version: `${self}/versions/${version}${language}` },
    })
    return { content: disclaimer, body: null, traits: {} }
  },
  tapeTypeOf: () => 'disclaimer.changed',
  removedType: 'disclaimer.changed',
}
