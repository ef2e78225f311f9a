import { z } from 'zod'

export const RelatedReason = z
  .object({
    kind: z
      .enum(['instrument', 'entity', 'topic', 'story', 'translation'])
      .meta({ id: 'RelatedReasonKind', description: 'What two articles have in common' }),
    key: z
      .string()
      .describe(
        'Key of the instrument or entity, `scheme:code` of the topic, `storyKey`, or language of the translation',
      ),
    label: z.string().describe('Name of the instrument, entity or topic; else the key'),
  })
  .meta({ id: 'RelatedReason', description: 'Something that an article has in common with another one' })
