/** The words of a text, where a list of them would take a line for each. */
export const words = (parts: TemplateStringsArray, ...values: readonly string[]): string[] =>
  String.raw(parts, ...values)
    .split(/\s+/)
    .filter((word) => word !== '')
