import type { ReferenceKind } from '../../db/tables.ts'
import { rulePut } from '../../disclaimers/rules.ts'
import { DisclaimerRule } from '../../disclaimers/schema.ts'
import { entityPut, instrumentPut, type ReferencePut, topicPut } from '../../references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../references/schema.ts'

/** Reads the stored content of a reference as its kind does. Throws a `ZodError` for what breaks its schema. */
export const readReference: Record<ReferenceKind, (content: unknown) => ReferencePut> = {
  entity: (content) => entityPut(EntityContent.parse(content)),
  instrument: (content) => instrumentPut(InstrumentContent.parse(content)),
  topic: (content) => topicPut(TopicContent.parse(content)),
  'disclaimer-rule': (content) => rulePut(DisclaimerRule.parse(content)),
}
