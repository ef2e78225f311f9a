import type { Config } from '../kernel/config.ts'

/** What the desk works with, beside the store. */
export interface DeskServices {
  readonly config: Config
}
