import type { Body } from '../body/schema.ts'
import { toText } from '../body/text.ts'
import type { DisclaimerUse, Placement } from '../disclaimers/schema.ts'

/**
 * The text of a body with the disclaimers at their places. A text has no headline that something could precede, and no
 * page that must be passed first: `interstitial` and `top` begin it.
 */
export function withDisclaimers(text: string, body: Body, disclaimers: readonly DisclaimerUse[]): string {
  const placed = (placement: Placement) =>
    disclaimers.filter((one) => one.placement === placement).map((one) => `${one.title}\n${one.text}`)
  const afterLead = placed('after_lead')
  const end = endOfLead(body)
  const parts = [
    ...[...placed('interstitial'), ...placed('top')],
    ...(afterLead.length > 0 ? [toText(body.slice(0, end)), ...afterLead, toText(body.slice(end))] : [text]),
    ...[...placed('after_body'), ...placed('footer')],
  ]
  return parts
    .map((part) => part.replace(/^\n+|\n+$/g, ''))
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Number of the blocks up to the end of the lead: the block with that style, else the first one; a list is one. */
function endOfLead(body: Body): number {
  const isItem = (at: number) => Boolean(body[at] && 'listItem' in body[at] && body[at].listItem)
  let end = Math.max(
    body.findIndex((block) => block._type === 'block' && block.style === 'lead'),
    0,
  )
  while (isItem(end) && isItem(end + 1)) end += 1
  return end + 1
}
