import type { Config } from '../kernel/config.ts'

export interface DeskServices {
  readonly config: Config
}
