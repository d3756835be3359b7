/** "litellm.RateLimitError: RateLimitError: …" says the same thing twice; the list has room for it once. */
export function plainError(text: string): string {
  return text.replace(/^(?:\w+\.)+(\w+): (?:\1: )?/, "$1: ");
}
