/** An answer in one content coding, ready to be written: nothing of it is made per request. */
export interface Variant {
  /** Name of the content coding, or `identity`. */
  readonly coding: string
  readonly etag: string
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: readonly string[]
  /** The same for 304: without what describes a body. */
  readonly unchangedHeaders: readonly string[]
  readonly body: Buffer
}

/** A public answer to one URL. */
export interface PreparedAnswer {
  /** The pattern of its route, for metrics and logs. */
  readonly route: string
  /** True while nothing that it says can have changed: same epoch, and no moment of change reached. */
  isTrue(epoch: number, now: number): boolean
  /** In the coding that the client prefers; made at the first request for it. */
  variantFor(acceptEncoding: string | undefined): Variant
}

/** The answers that were given lately, by their URL as it was sent. */
export interface RepresentationCache {
  get(url: string): PreparedAnswer | undefined
  set(url: string, answer: PreparedAnswer, bytes: number): void
  delete(url: string): void
  /** Bytes held now, about. */
  size(): number
}
