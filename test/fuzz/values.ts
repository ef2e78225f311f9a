import type { Parameter } from './document.ts'
import type { Random } from './random.ts'

/** A value as it stands in a URL, and whether it must be taken or must be refused, where that is known. */
export interface Value {
  readonly text: string
  readonly outcome: 'taken' | 'refused' | 'open'
}

const taken = (value: unknown): Value => ({ text: encodeURIComponent(String(value)), outcome: 'taken' })
const refused = (value: unknown): Value => ({ text: encodeURIComponent(String(value)), outcome: 'refused' })
const open = (value: unknown): Value => ({ text: encodeURIComponent(String(value)), outcome: 'open' })

/** Draws a value for a parameter from its description: most are right, the others wrong in every way we know. */
export function drawValue(random: Random, parameter: Parameter, canary: string): Value {
  const right = rightValues(parameter)
  const drawn = random.below(10)
  if (drawn < 6 && right.length > 0) return random.pick(right)
  if (drawn < 8) return random.pick(wrongValues(parameter))
  return random.pick(strangeValues(canary))
}

function rightValues(parameter: Parameter): readonly Value[] {
  const { schema, name } = parameter
  // An order by relevance needs words.
  if (schema.enum) return schema.enum.map((value) => (value === 'relevance' ? open(value) : taken(value)))
  if (schema.type === 'boolean') return [true, false].map(taken)
  if (schema.type === 'integer') return rightNumbers(schema.minimum ?? 0, schema.maximum).map(taken)
  if (schema.format === 'date-time') return (name === 'asOf' ? pastInstants : instants).map(taken)
  if (name === 'q') return searches.filter((text) => [...text].length <= (schema.maxLength ?? 0)).map(taken)
  const example = schema.examples?.[0] ?? parameter.example
  if (example === undefined) return []
  return isList(parameter) ? listsOf(String(example)).map(taken) : [taken(example)]
}

/** Whatever is asked for, a search answers: the signs of query languages, quotes without an end, every script. */
export const searches = [
  ...[
    'openai',
    'shares rose',
    '"a phrase" -not pre*',
    '"',
    '""',
    '"a',
    'a"b"',
    '-"a b"',
    '-',
    '--a',
    '*',
    'a*',
    'ab**',
  ],
  ...[
    'AND',
    'a AND',
    'NOT a',
    'NEAR(a b, 3)',
    'body:a',
    '{body headline}: a',
    '^a',
    'a + b',
    '(a',
    'a)',
    '()',
    '#type:news',
  ],
  ...[
    '@2026',
    'en:share',
    '|',
    "'; drop table search_index; --",
    '\\',
    'a\u0001b',
    '%',
    '_',
    '\u{1f600}',
    '\u202e',
    '\u0301',
  ],
  ...[
    '株',
    '株価',
    '株*',
    'ก',
    '삼성전자',
    'ﬁ',
    'ŉ',
    'İ',
    'ß*',
    'BRK.B',
    '$30',
    '1,234.5',
    'U.S.',
    '. . .',
    '&&&',
  ],
  ...[
    'a '.repeat(100),
    '"a" '.repeat(50),
    'ab* '.repeat(50),
    '-a '.repeat(66),
    '\u{20000}'.repeat(200),
    'é'.repeat(200),
  ],
]

const rightNumbers = (minimum: number, maximum = minimum + 1_000_000) => [
  minimum,
  minimum + 1,
  Math.floor((minimum + maximum) / 2),
  maximum - 1,
  maximum,
  // Any number is one that a rare fault may wait for.
  ...Array.from({ length: Math.min(maximum - minimum, 100) }, (_, index) => minimum + index),
]

const pastInstants = [
  '0001-01-01T00:00:00Z',
  '2024-02-29T23:59:59.999999999Z',
  '2026-03-17t00:00:00.1234567890z',
  '2026-03-17T00:00:00.000Z',
  '2026-03-25T00:00:00Z',
  '2026-03-31T23:59:59.999+00:00',
  '2026-03-17T02:00:00+05:30',
]
const instants = [...pastInstants, '9999-12-31T23:59:59.999Z', '2026-03-17T00:00:00-23:59']

const isList = ({ description = '' }: Parameter) => description.includes('joined by commas')

const listMax = 50

const listsOf = (example: string): string[] => {
  const [first = '', ...more] = example.split(',')
  return [example, first, [first, ...more].reverse().join(','), Array(listMax).fill(first).join(',')]
}

function wrongValues(parameter: Parameter): readonly Value[] {
  const { schema } = parameter
  const general = ['', '\0', ' ', '�', "'", '[]', '{"a":1}', '١'].map((text) =>
    schema.type === 'string' && !schema.enum && schema.format === undefined ? open(text) : refused(text),
  )
  const malformed = ['%', '%zz', '%E0%A4%A', '%ff', '%ED%A0%80', '%c0%80'].map(
    (text) => ({ text, outcome: parameter.in === 'query' ? 'refused' : 'open' }) as const,
  )
  const own = wrongOwn(parameter)
  return [...own, ...own, ...general, ...malformed]
}

/** Of its own type. */
function wrongOwn(parameter: Parameter): readonly Value[] {
  const { schema, name } = parameter
  const listed = schema.type === 'boolean' ? [true, false] : schema.enum
  if (listed)
    return ['password', '(select 1)', 't1.hash', `${String(listed[0])} `, '-', 'TRUE', 'null'].map(refused)
  if (schema.type === 'integer') return wrongNumbers(parameter).map(refused)
  if (schema.format === 'date-time') {
    const future = ['2026-04-01T00:00:00.001Z', '9999-12-31T23:59:59Z']
    return [...wrongInstants, ...(name === 'asOf' ? future : [])].map(refused)
  }
  if (isList(parameter)) {
    const example = String(schema.examples?.[0] ?? 'a')
    // The code of a topic is whatever its vocabulary prints.
    const strange = (name === 'topic' ? open : refused)(`${example};drop table publication`)
    return [...wrongLists(example).map(refused), strange]
  }
  return ['*', 'a,b', '../x', 'con'].map(open)
}

function wrongNumbers({ schema: { minimum = 0, maximum } }: Parameter) {
  const beyond = maximum === undefined ? [] : [maximum + 1, 2 ** 53, '9007199254740993', '9'.repeat(400)]
  return [
    minimum - 1,
    ...beyond,
    '1.5',
    '1e2',
    '0x10',
    '+5',
    '05',
    '5 ',
    '-0',
    'NaN',
    'Infinity',
    '５',
    '1_0',
    '9'.repeat(16),
  ]
}

const wrongInstants = [
  'now',
  '2026-03-17',
  '2026-03-17T00:00:00',
  '2026-02-30T00:00:00Z',
  '2026-03-17T00:00:60Z',
  '2026-03-17T24:00:00Z',
  '2026-13-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '10000-01-01T00:00:00Z',
  '+002026-03-17T00:00:00Z',
  '2026-03-17 00:00:00Z',
  '2026-03-17T00:00:00+24:00',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '1773705600000',
]

const wrongLists = (example: string) => {
  const [first = ''] = example.split(',')
  return [
    `${first},`,
    `,${first}`,
    ',',
    Array(listMax + 1)
      .fill(first)
      .join(','),
  ]
}

/** What may stand anywhere, and must never be said again or break anything. */
const strangeValues = (canary: string): readonly Value[] =>
  [
    canary,
    `${canary}'--`,
    `<script>${canary}</script>`,
    `${canary}\r\nX-Injected: 1`,
    `../../${canary}`,
    `\${${canary}}`,
    `${canary}%00`,
    `${canary}\0`,
    `${canary}\u202e比特币🎉\u0301`,
    `${canary}${'a'.repeat(1_500)}`,
    `${canary}${'🎉'.repeat(200)}`,
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'XNAS:__proto__',
    'art_0000000000000000',
    '９００',
    'é',
    'é',
  ].map(open)
