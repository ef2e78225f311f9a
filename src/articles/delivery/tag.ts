import type { Tag } from '../../http/endpoints/endpoint.ts'

export const articlesTag: Tag = {
  name: 'Articles',
  description: 'Articles, their versions and their disclaimers',
}

/** Slug of the sample's article, for the examples of endpoints. */
export const exampleSlug =
  'openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff'
