import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { cacheControl } from '../http/edge/caching.ts'
import type { ResponseCache } from '../http/edge/response-cache.ts'
import { sendPrepared } from '../http/endpoints/read.ts'
import { notFound } from '../http/parameters/refusals.ts'
import type { Config } from '../kernel/config.ts'
import { isProblemCode, type ProblemTable } from '../kernel/refusal.ts'
import { homePage } from './home.ts'
import { contentSecurityPolicy } from './layout.ts'
import { type NewestServices, newestStories } from './newest.ts'
import { htmlType, prepareSiteAnswer, type SiteAnswer } from './prepared.ts'
import { problemPage, problemsPage } from './problem-pages.ts'

export interface SiteServices extends NewestServices {
  readonly config: NewestServices['config'] & Pick<Config, 'publicUrl' | 'host' | 'port'>
  readonly cache: ResponseCache | null
  readonly problems: ProblemTable
}

/** The pages for people: what this is, and what each problem code means. */
export function pageRoutes(app: FastifyInstance, services: SiteServices): void {
  app.get('/', async (request, reply) => {
    const { stories, ...validity } = await newestStories(services)
    const content = homePage(stories, originOf(services.config, request))
    const answer = prepareSiteAnswer({ ...page('/', content), collection: 'articles' })
    // The query of a link from elsewhere is no part of the address.
    services.cache?.set('/', answer, { ...validity, bytes: content.length })
    return sendPrepared(request, reply, answer)
  })

  const problems = prepareSiteAnswer(page('/problems', problemsPage({ ...services.problems })))
  app.get('/problems', (request, reply) => sendPrepared(request, reply, problems))

  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params
    if (!isProblemCode(services.problems, code)) throw notFound()
    const content = problemPage(code, services.problems[code])
    return sendPrepared(request, reply, prepareSiteAnswer(page('/problems/:code', content)))
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
})

const favicon = {
  content: readFileSync(new URL('./favicon.svg', import.meta.url)),
  contentType: 'image/svg+xml',
  cacheControl: 'public, max-age=86400',
  contentSecurityPolicy: "default-src 'none'",
}

/** What absolute addresses begin with: never what the request says of its host. */
function originOf({ publicUrl, host, port }: SiteServices['config'], { socket }: FastifyRequest): string {
  if (publicUrl !== null) return publicUrl
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${isIPv6(reached) ? `[${reached}]` : reached}:${port || socket.localPort}`
}
