import type { Tag } from '../../http/endpoints/endpoint.ts'

export const articlesTag: Tag = {
  name: 'Articles',
  description: 'Stories, their versions and what must stand beside them',
}

export const correctionsTag: Tag = {
  name: 'Corrections',
  description: 'The public record of what was corrected and retracted',
}
