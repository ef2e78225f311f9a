/** What is looked at in a store, in the order in which it is told. */
export const subjects = [
  'file',
  'foreign keys',
  'references',
  'revisions',
  'names',
  'publications',
  'renditions',
  'terms',
  'tape',
  'due',
] as const
export type Subject = (typeof subjects)[number]

/** As many faults of a kind are told; the others are counted. */
const examplesMax = 3

/** What was examined of a subject, and what was found wrong with it. */
export interface Finding {
  readonly subject: Subject
  readonly examined: number
  readonly faults: number
  readonly examples: readonly string[]
}

/** Gathers what a check finds. */
export interface Report {
  examined(subject: Subject, count?: number): void
  fault(subject: Subject, what: string): void
  /** What was examined, in order; a subject that was not reached is missing. */
  findings(): Finding[]
}

export function createReport(): Report {
  const found = new Map<Subject, { examined: number; faults: number; examples: string[] }>()
  const of = (subject: Subject) => {
    const known = found.get(subject) ?? { examined: 0, faults: 0, examples: [] }
    found.set(subject, known)
    return known
  }
  return {
    examined(subject, count = 1) {
      of(subject).examined += count
    },
    fault(subject, what) {
      const finding = of(subject)
      finding.faults += 1
      if (finding.examples.length < examplesMax) finding.examples.push(what)
    },
    findings: () =>
      subjects.flatMap((subject) => {
        const finding = found.get(subject)
        return finding ? [{ subject, ...finding }] : []
      }),
  }
}

/** One line for what was examined, or for all faults of a kind. */
export function lineOf({ subject, examined, faults, examples }: Finding): string {
  const count = (number: number) => number.toLocaleString('en')
  if (faults === 0) return `${subject}: ${count(examined)} examined, all right`
  const more = faults > examples.length ? '; …' : ''
  return `FAULT ${subject}: ${count(faults)} of ${count(examined)} wrong: ${examples.join('; ')}${more}`
}
