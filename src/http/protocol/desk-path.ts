/** True for a desk path in any spelling: upper case, percent-encoded, repeated slashes. */
export const isDeskPath = (url: string): boolean =>
  /^(?:https?:\/\/[^/?]*)?\/+admin(?![\w-])/i.test(decoded(url))

/** True for a path of the API, delivery with its feeds or desk, in any spelling: there a key is looked at. */
export const isApiPath = (url: string): boolean => /^\/+(?:v1|feeds|admin)(?![\w-])/i.test(decoded(url))

function decoded(url: string): string {
  if (!url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
