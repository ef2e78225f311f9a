/** Subjects of the verification, in report order. */
export const subjects = [
  'file',
  'foreign keys',
  'references',
  'revisions',
  'names',
  'publications',
  'renditions',
  'terms',
  'links',
  'search',
  'tape',
  'due',
  'outdated',
] as const
export type Subject = (typeof subjects)[number]

/** Maximum number of faults listed per subject; the rest are only counted. */
const examplesMax = 3

/** Result for one subject. */
export interface Finding {
  readonly subject: Subject
  readonly examined: number
  readonly faults: number
  readonly examples: readonly string[]
}

/** Collects findings. */
export interface Report {
  examined(subject: Subject, count?: number): void
  fault(subject: Subject, what: string): void
  /** Findings in report order; subjects that were not reached are absent. */
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

/** One report line per subject. */
export function lineOf({ subject, examined, faults, examples }: Finding): string {
  const count = (number: number) => number.toLocaleString('en')
  if (subject === 'outdated') return `outdated: ${count(examined)} rows not compared; migrate rebuilds them`
  if (faults === 0) return `${subject}: ${count(examined)} examined, no faults`
  const more = faults > examples.length ? '; …' : ''
  return `FAULT ${subject}: ${count(faults)} of ${count(examined)} wrong: ${examples.join('; ')}${more}`
}
