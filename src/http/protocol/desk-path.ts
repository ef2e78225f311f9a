/** True for a path of the desk, however it is written: in capitals, percent-encoded, with more slashes. */
export const isDeskPath = (url: string): boolean =>
  /^(?:https?:\/\/[^/?]*)?\/+admin(?![\w-])/i.test(decoded(url))

function decoded(url: string): string {
  if (!url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
