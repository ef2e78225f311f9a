import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { cacheControl } from '../http/edge/caching.ts'
import type { PreparedAnswer, ResponseCache } from '../http/edge/response-cache.ts'
import { sendPrepared } from '../http/endpoints/read.ts'
import { notFound } from '../http/parameters/refusals.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Config } from '../kernel/config.ts'
import { isProblemCode, type ProblemTable } from '../kernel/refusal.ts'
import { homePage } from './home.ts'
import { contentSecurityPolicy } from './layout.ts'
import { type NewestServices, newestStories } from './newest.ts'
import { htmlType, prepareSiteAnswer, type SiteAnswer } from './prepared.ts'
import { problemPage, problemsPage } from './problem-pages.ts'

export interface SiteServices extends NewestServices {
  readonly config: NewestServices['config'] & Pick<Config, 'pages'>
  readonly addresses: Addresses
  readonly cache: ResponseCache | null
  readonly problems: ProblemTable
}

/** The pages for people: what this is, and what each problem code means. */
export function pageRoutes(app: FastifyInstance, services: SiteServices): void {
  const { cache, clock, addresses, config } = services
  const home = config.pages ? '/developers' : '/'
  app.get(home, async (request, reply) => {
    // The query of a link from elsewhere is no part of the address.
    const known = clock.isCurrent() && cache?.get(home, clock.milliseconds())
    if (known) return sendPrepared(request, reply, known)
    const { stories, ...validity } = await newestStories(services)
    const content = homePage(stories, addresses.of(''), home)
    const answer = prepareSiteAnswer({ ...page(home, content), collection: 'articles', isConstant: false })
    cache?.set(home, answer, { ...validity, bytes: Buffer.byteLength(content) })
    return sendPrepared(request, reply, answer)
  })

  const problems = prepareSiteAnswer(page('/problems', problemsPage({ ...services.problems })))
  app.get('/problems', (request, reply) => sendPrepared(request, reply, problems))

  const ofCodes = new Map<string, PreparedAnswer>()
  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params
    if (!isProblemCode(services.problems, code)) throw notFound()
    const answer =
      ofCodes.get(code) ??
      prepareSiteAnswer(page('/problems/:code', problemPage(code, services.problems[code])))
    ofCodes.set(code, answer)
    return sendPrepared(request, reply, answer)
  })

  // Browsers ask for the second address where no page names the first, such as beside JSON.
  for (const route of ['/favicon.svg', '/favicon.ico']) {
    const answer = prepareSiteAnswer({ ...favicon, route })
    app.get(route, (request, reply) => sendPrepared(request, reply, answer))
  }
}

const page = (route: string, content: string): SiteAnswer => ({
  route,
  content,
  contentType: htmlType,
  cacheControl: cacheControl.article,
  contentSecurityPolicy: contentSecurityPolicy(),
  isConstant: true,
})

const favicon = {
  content: readFileSync(new URL('./favicon.svg', import.meta.url)),
  contentType: 'image/svg+xml',
  cacheControl: 'public, max-age=86400',
  contentSecurityPolicy: "default-src 'none'",
  isConstant: true,
}
