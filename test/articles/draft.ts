/** A minimal article, and one key fact of each kind, as an editor would send them. */
import { ArticleContent } from '../../src/articles/schema/article.ts'

export const block = (key: string, markDefs: object[] = []) => ({
  _type: 'block',
  _key: key,
  style: 'normal',
  markDefs,
  children: [{ _type: 'span', text: 'Shares rose 5%.', marks: [] }],
})

export const draft = {
  storyKey: 'shares-rise',
  locale: 'en',
  slug: 'shares-rise',
  type: 'news',
  headline: 'Shares rise',
  body: [block('b1')],
}

export const figure = {
  key: 'f1',
  label: 'Rise of shares',
  value: '5',
  unit: '%',
  factType: 'reported',
  quote: 'rose 5%',
  blockKey: 'b1',
}
export const event = {
  key: 't1',
  stated: 'today',
  date: '2026-03-17',
  precision: 'day',
  text: 'rose',
  blockKey: 'b1',
}
export const source = { key: 's1', kind: 'document', stated: 'a document' }
export const quote = { key: 'q1', text: 'rose', blockKey: 'b1' }
export const note = { key: 'n1', note: 'Check this.', severity: 'low' }
export const facts = {
  keyFigures: [figure],
  timeline: [event],
  sources: [source],
  quotes: [quote],
  editorialNotes: [note],
}

export const pathsOf = (input: object) =>
  ArticleContent.safeParse(input).error?.issues.map(({ path }) => path.join('/')) ?? []
