/**
 * `Promise.all` for the steps of a write that do not need each other's answers: sent at once, they share round trips to
 * a database on a server. If one fails, it throws once the others have ended, which must not write behind a rollback.
 */
export async function allSettled<const Steps extends readonly unknown[]>(
  steps: Steps,
): Promise<{ -readonly [Place in keyof Steps]: Awaited<Steps[Place]> }> {
  await Promise.allSettled(steps)
  return Promise.all(steps)
}
