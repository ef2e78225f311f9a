import type { Disclaimers } from '../../disclaimers/resolver.ts'
import type { Config } from '../../kernel/config.ts'
import type { Log } from '../../kernel/log.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import type { RenderedBodies } from '../rendered-bodies.ts'
import type { Cards } from './cards.ts'

export interface ArticleServices {
  readonly config: Pick<Config, 'defaultJurisdiction'>
  readonly disclaimers: Disclaimers
  readonly cards: Cards
  readonly bodies: RenderedBodies
  readonly pacer: Pacer
  readonly log: Log
}
