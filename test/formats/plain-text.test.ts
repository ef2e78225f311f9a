import { expect, test } from 'vitest'
import { Body } from '../../src/body/schema.ts'
import { toText } from '../../src/body/text.ts'
import type { DisclaimerUse } from '../../src/disclaimers/schema.ts'
import { withDisclaimers } from '../../src/formats/plain-text.ts'
import { aBlock } from '../makers.ts'

const risk = { title: 'RISK', text: 'Beware.', placement: 'after_lead' } as DisclaimerUse
const item = (text: string, key: string) => ({ ...aBlock(text, key), listItem: 'bullet', level: 1 })
const read = (...blocks: object[]) => {
  const body = Body.parse(blocks)
  return withDisclaimers(toText(body), body, [risk])
}

test('a text that follows the lead stands behind the block of the lead, whatever the others say', () => {
  const lead = { ...aBlock('Shares rose', 'b2'), style: 'lead' }
  expect(read(aBlock('Shares rose today in Oslo.', 'b1'), lead, aBlock('Third.', 'b3'))).toBe(
    'Shares rose today in Oslo.\n\nShares rose\n\nRISK\nBeware.\n\nThird.',
  )
})

test('without a lead it stands behind the first block, of a list behind all its items', () => {
  expect(read(aBlock('One.', 'b1'), aBlock('Two.', 'b2'))).toBe('One.\n\nRISK\nBeware.\n\nTwo.')
  expect(read(item('One', 'b1'), item('Two', 'b2'), aBlock('Three.', 'b3'))).toBe(
    '- One\n- Two\n\nRISK\nBeware.\n\nThree.',
  )
})
