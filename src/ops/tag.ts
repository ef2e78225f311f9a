import type { Tag } from '../http/endpoints/endpoint.ts'

export const operationsTag: Tag = {
  name: 'Operations',
  description: 'Health checks and metrics for operators',
}
