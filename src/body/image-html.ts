import { attribute } from './escape.ts'
import type { ImageBlock } from './schema.ts'

/**
 * An `img`, from whose `srcset` a browser chooses by width. Variants of another media type are each a `source` of a
 * `picture`, in their order, since a browser may choose from a `srcset` what it cannot show.
 */
export function imageHtml(image: ImageBlock): string {
  const { url, alt, width, height, variants } = image
  const own = image.mediaType
  const ofType = Map.groupBy(variants, ({ mediaType }) => mediaType ?? own)
  const same: Candidate[] = [...(ofType.get(own) ?? [])]
  if (width !== null && variants.length > 0) same.unshift({ url, width })
  const size = attribute('width', width) + attribute('height', height)
  const img = `<img${attribute('src', url)}${same.length > 0 ? srcset(same) : ''}${attribute('alt', alt)}${size} loading="lazy">`
  const sources = [...ofType]
    .filter(([type]) => type !== own)
    .map(([type, others]) => `<source${attribute('type', type)}${srcset(others)}>`)
  return sources.length > 0 ? `<picture>${sources.join('')}${img}</picture>` : img
}

type Candidate = Pick<ImageBlock['variants'][number], 'url' | 'width'>

/**
 * The first of each width. `auto` is the width at which a lazy image is laid out; a browser that does not know it takes
 * that of the window.
 */
function srcset(candidates: readonly Candidate[]): string {
  const ofWidth = Map.groupBy(candidates, ({ width }) => width)
  const firsts = [...ofWidth.values()].flatMap(([first]) => first ?? [])
  const texts = firsts.map(({ url, width }) => `${withoutEnd(url)} ${width}w`)
  return attribute('srcset', texts.join(', ')) + attribute('sizes', 'auto, 100vw')
}

/** A comma at the end of a URL would end the candidate. */
const withoutEnd = (url: string): string => url.replace(/,+$/, (commas) => '%2C'.repeat(commas.length))
