import type { Tag } from '../http/endpoints/endpoint.ts'

export const operationsTag: Tag = { name: 'Operations', description: 'For those who run the server' }
