import { z } from 'zod'
import { Article } from '../articles/schema/article.ts'
import { Links } from '../http/parameters/envelope.ts'
import { tapeTypes } from '../publishing/tape/tape.ts'
import { InstantText } from '../values/time.ts'

/** The subject of an event as it is public when the event is read, not when it happened. */
export const EventData = z
  .object({
    headline: z.string().nullable().describe('Headline, title or name, as it is now'),
    slug: z.string().nullable().describe('Current slug of an article'),
    locale: z.string().nullable().describe('Language, BCP 47'),
    instruments: Article.shape.instruments,
    urgency: Article.shape.urgency.nullable().describe('IPTC urgency of an article, 1 to 9'),
    links: Links,
  })
  .meta({ id: 'EventData', description: 'The subject as it is public now' })
export type EventData = z.output<typeof EventData>

export const TapeEvent = z
  .object({
    seq: z.int().min(1).describe('Place on the tape: 1, 2, 3 … without gaps'),
    type: z.enum(tapeTypes).meta({ id: 'EventType', description: 'What happened; new types may be added' }),
    at: InstantText.describe('When it became visible, or stopped being so'),
    recordedAt: InstantText.describe('When it was written to the tape'),
    subject: z
      .string()
      .describe(
        'Id of the article, product menu or disclaimer; for a reference, its kind and key: `entity/palantir`',
      ),
    version: z.int().nullable().describe('The version concerned; null for references'),
    data: EventData.nullable().describe('null unless the subject is public now'),
  })
  .meta({ id: 'Event', description: 'Something became public or stopped being so' })
export type TapeEvent = z.output<typeof TapeEvent>

const TapePage = z
  .object({
    limit: z.int().describe('Maximum number of items in a page'),
    tape: z
      .string()
      .describe(
        'Name of this tape. It changes when entries are taken back, as by restoring a backup: what was read before may then differ',
      ),
    head: z
      .int()
      .describe('`seq` of the newest entry; 0 if there is none. To follow what comes, begin after it'),
    next: z.string().describe('URL of the next page; at the head of the tape, the URL to poll. Never null'),
  })
  .meta({ id: 'TapePage', description: 'How to continue' })

export const EventPage = z.object({
  data: z.array(TapeEvent).describe('Entries of the tape, oldest first'),
  page: TapePage,
})

export const EventStream = z.string().meta({
  id: 'EventStream',
  description: 'Server-sent events; the `data` of each is an `Event`',
  contentMediaType: 'text/event-stream',
})
