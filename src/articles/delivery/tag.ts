import type { Tag } from '../../http/endpoints/endpoint.ts'

export const articlesTag: Tag = {
  name: 'Articles',
  description: 'Articles, their versions and their disclaimers',
}
