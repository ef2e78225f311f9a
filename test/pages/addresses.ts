import { sampleSlug } from '../helpers.ts'

/** The pages for readers, on the sample. */
export const pageAddresses = [
  '/',
  `/articles/${sampleSlug}`,
  '/topics/medtop:20001298',
  '/instruments/XNAS:PLTR',
  '/search?q=openai',
  '/corrections',
]
