import type { Router } from '../http/endpoints/router.ts'
import { articlePage } from './article.ts'
import { correctionsPage, frontPage, searchPage } from './lists.ts'
import type { PageServices } from './services.ts'
import { instrumentPage, topicPage } from './subjects.ts'

/** The pages for readers, made from what the API reads, with its rules. */
export function readerPages(router: Router, services: PageServices): void {
  if (!services.config.pages) return
  frontPage(router, services)
  articlePage(router, services)
  topicPage(router, services)
  instrumentPage(router, services)
  searchPage(router, services)
  correctionsPage(router, services)
}
