/** Letters that no Unicode decomposition takes apart. */
const plainLetters: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ς: 'σ',
}

/**
 * The form in which words are compared: full case folding (`ß` is `ss`), without the accents of Latin, Greek and
 * Cyrillic letters. Takes text that is normalised (NFKC).
 */
export function fold(word: string): string {
  if (isAscii(word)) return word.toLowerCase()
  return lowerCase(word)
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[æœøłđðþħς]/g, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC')
}

/** Lower case by way of upper case, where `ß` becomes `SS`, and `ı` and `ſ` lose what tells them apart. */
const lowerCase = (word: string): string => word.toUpperCase().toLowerCase()

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

/** A text in NFKC, and the place in the original of each of its UTF-16 units. */
export interface Normalised {
  readonly text: string
  /** Offset in the original of a unit, or of the end; the same for all that one original character became. */
  placeOf(offset: number): number
}

/** Of characters that are in NFKC whatever comes after them; normalising takes ten times as long as asking this. */
const isPlain = (text: string): boolean => /^[\0-\x7f¡-§©«¬®°±¶·»¿-ıĴ-ľŁ-ňŊ-ž–—‘-“”„€]*$/.test(text)

/** A character with what belongs to it: combining marks, the later parts of a Hangul syllable, voiced sound marks. */
const cluster = /[\s\S][\p{M}\u1160-\u11ff\uff9e\uff9f]*/gu

/** Normalises a text character by character, so that each keeps its place. */
export function normalise(original: string): Normalised {
  if (isPlain(original) || original.normalize('NFKC') === original)
    return { text: original, placeOf: (offset) => offset }
  const places: number[] = []
  let text = ''
  for (const { 0: characters, index } of original.matchAll(cluster)) {
    text += characters.normalize('NFKC')
    while (places.length < text.length) places.push(index)
  }
  return { text, placeOf: (offset) => places[offset] ?? original.length }
}
