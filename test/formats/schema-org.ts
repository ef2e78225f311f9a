import jsonld from 'jsonld'

const link = { '@type': '@id' }
const date = { '@type': 'http://schema.org/Date' }

/** What https://schema.org/docs/jsonldcontext.jsonld says of the names that are not plain text. */
const context = {
  '@vocab': 'http://schema.org/',
  ...{ id: '@id', type: '@type' },
  ...{ url: link, sameAs: link, contentUrl: link, mainEntityOfPage: link, image: link, logo: link },
  ...{ isBasedOn: link, inDefinedTermSet: link, usageInfo: link },
  ...{ datePublished: date, dateModified: date },
}

const expandable = Object.fromEntries(
  Object.entries(context).map(([name, value]) =>
    typeof value === 'string' ? [name, value] : [name, { '@id': `http://schema.org/${name}`, ...value }],
  ),
)

export type Node = { readonly [name: string]: unknown }

/** The nodes of a document by their schema.org names, as a processor of JSON-LD understands it. */
export async function expand(document: object): Promise<Node> {
  const [node] = await jsonld.expand(document as never, {
    documentLoader: async (url: string) => {
      if (url !== 'https://schema.org') throw new Error(`asks for ${url}`)
      return {
        documentUrl: url,
        document: { '@context': expandable } as never,
        contextUrl: undefined as never,
      }
    },
  })
  return node as Node
}

/** The values of a property. */
export const valuesOf = (node: Node, name: string): Node[] =>
  (node[`http://schema.org/${name}`] as Node[] | undefined) ?? []
