import type { Body } from '../body/schema.ts'
import { blockText } from '../body/text.ts'
import type { DisclaimerUse, Placement } from '../disclaimers/schema.ts'

/**
 * The text of a body with the disclaimers at their places. A text has no headline that something could precede, and no
 * page that must be passed first: `interstitial` and `top` begin it.
 */
export function withDisclaimers(text: string, body: Body, disclaimers: readonly DisclaimerUse[]): string {
  const placed = (placement: Placement) =>
    disclaimers.filter((one) => one.placement === placement).map((one) => `${one.title}\n${one.text}`)
  const afterLead = placed('after_lead')
  const end = afterLead.length > 0 ? endOfLead(text, body) : text.length
  const parts = [
    ...[...placed('interstitial'), ...placed('top')],
    ...[text.slice(0, end), ...afterLead, text.slice(end)],
    ...[...placed('after_body'), ...placed('footer')],
  ]
  return parts
    .map((part) => part.replace(/^\n+|\n+$/g, ''))
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Where the lead ends: the block with that style, else the first one. */
function endOfLead(text: string, body: Body): number {
  const lead = body.find((block) => block._type === 'block' && block.style === 'lead') ?? body[0]
  const words = lead ? blockText(lead) : ''
  return text.indexOf(words) + words.length
}
