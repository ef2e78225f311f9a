import { CommandFault } from '../../errors.ts'
import type { OnProgress } from './backup.ts'
import { withSnapshot } from './backup.ts'
import { lineOf } from './report.ts'
import { verify } from './verify.ts'

/** Verifies a store's file and prints what was looked at. Throws a `CommandFault` where something is wrong. */
export async function verifyFile(
  file: string,
  { onProgress, print }: { readonly onProgress: OnProgress; readonly print: (line: string) => void },
): Promise<void> {
  const findings = await withSnapshot(file, ({ db, missing }) => {
    if (missing.length > 0)
      throw new CommandFault(
        `The file ${file} is older than this program: it lacks ${missing.join(', ')}. The command migrate brings a store up to date, restore a backup.`,
      )
    return verify(db, { onProgress })
  })
  for (const finding of findings) print(lineOf(finding))
  const wrong = findings.filter(({ faults }) => faults > 0).length
  if (wrong > 0) throw new CommandFault(`The file ${file} is not sound.`)
}
