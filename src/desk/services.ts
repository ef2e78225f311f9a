import type { Config } from '../kernel/config.ts'
import type { Pacer } from '../kernel/pacer.ts'

export interface DeskServices {
  readonly config: Config
  readonly pacer: Pacer
}
