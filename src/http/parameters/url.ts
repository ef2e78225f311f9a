/** A URL in origin form as path and parameters, which may come in any spelling: encoded, with `&&` or a `?` alone. */
export function splitUrl(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '', ...search] = url.split('?')
  return { path, query: new URLSearchParams(search.join('?')) }
}

/**
 * The URL with these parameters, for `page.next` and redirects. Only what a query must not contain (RFC 3986 §3.4) is
 * percent-encoded, so that commas and colons count as one character, not three.
 */
export function joinUrl(path: string, query: URLSearchParams): string {
  const parts = [...query].map(([name, value]) => `${escapePart(name)}=${escapePart(value)}`)
  return parts.length > 0 ? `${path}?${parts.join('&')}` : path
}

const escapePart = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll(/%(?:24|2C|2F|3A|3B|3F|40)/g, decodeURIComponent)
    .replaceAll('%20', '+')
