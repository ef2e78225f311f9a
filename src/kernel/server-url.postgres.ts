/** Modes of TLS, as libpq has them. One that falls back to plain text without a word, such as `prefer`, is refused. */
const tlsModes = ['disable', 'require', 'verify-ca', 'verify-full']

/** What the URL of a database on a server has to be. */
export const serverUrlForm = `postgres://user@host/database, with an sslmode of ${tlsModes.join(', ')}`

/** Whether it is the URL of a database on a server. */
export function isServerUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol) || !/^\/[^/]+$/.test(url.pathname))
    return false
  return tlsModes.includes(url.searchParams.get('sslmode') ?? 'disable')
}

/** The URL with a password. One of a socket has no host, and so no place for a password before it. */
export function withPassword(text: string, password: string): string {
  const url = new URL(text)
  if (url.host) url.password = encodeURIComponent(password)
  else url.searchParams.set('password', password)
  return url.href
}

/** The URL without its password, to be shown. */
export function withoutPassword(text: string): string {
  const url = new URL(text)
  url.password = ''
  url.searchParams.delete('password')
  return url.href
}
