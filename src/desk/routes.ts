import type { Router } from '../http/endpoints/router.ts'
import { deskArticles } from './articles/kind.ts'
import { articleRoutes } from './articles/routes.ts'
import { deskDisclaimers } from './disclaimers/kind.ts'
import { addCancel } from './documents/publication-routes.ts'
import { documentRoutes } from './documents/routes.ts'
import { deskMenus } from './menus/kind.ts'
import { previewRoutes } from './previews/routes.ts'
import { deskReferenceRoutes } from './references/routes.ts'
import type { DeskServices } from './services.ts'

export function deskRoutes(router: Router, services: DeskServices): void {
  documentRoutes(router, services, deskArticles)
  articleRoutes(router, services)
  addCancel(router, services, {
    article: deskArticles,
    'product-menu': deskMenus,
    disclaimer: deskDisclaimers,
  })
  previewRoutes(router, services)
  documentRoutes(router, services, deskMenus)
  documentRoutes(router, services, deskDisclaimers)
  deskReferenceRoutes(router, services)
}
