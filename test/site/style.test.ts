import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const styleSheet = readFileSync('src/site/style.css', 'utf8')

/** The colours of a scheme, by the names of their custom properties. */
const coloursOf = (scheme: 'light' | 'dark'): Record<string, string> =>
  Object.fromEntries(
    [...styleSheet.matchAll(/--([\w-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));/g)].map(
      ([, name, light, dark, both]) => [name, both ?? (scheme === 'light' ? light : dark)],
    ),
  )

/** Relative luminance (WCAG 2.2). */
function luminanceOf(colour: string): number {
  const digits = colour.length === 4 ? colour.replaceAll(/[\da-f]/g, '$&$&') : colour
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const pairs = [
  ...['ink', 'soft', 'accent'].flatMap((text) => [
    [text, 'paper'],
    [text, 'panel'],
  ]),
  ['paper', 'accent'],
  ['code-ink', 'code'],
  ['code-soft', 'code'],
  ['warning-ink', 'warning'],
]

test.each(['light', 'dark'] as const)('every text has the contrast of WCAG AA in the %s scheme', (scheme) => {
  const colours = coloursOf(scheme)
  for (const [text = '', ground = ''] of pairs) {
    const [low = 0, high = 0] = [text, ground].map((name) => luminanceOf(colours[name] ?? '')).sort()
    expect({ text, ground, isEnough: (high + 0.05) / (low + 0.05) >= 4.5 }).toEqual({
      text,
      ground,
      isEnough: true,
    })
  }
})
