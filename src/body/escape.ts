export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** An attribute with a leading space; empty for null. */
export const attribute = (name: string, value: string | number | null): string =>
  value === null
    ? ''
    : ` ${name}="${escapeText(String(value)).replaceAll('"', '&quot;').replaceAll("'", '&#39;')}"`
