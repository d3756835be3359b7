/** A value as the filter language takes it literally: quoted, with what means something there escaped. */
export function quoted(value: string): string {
  return `"${value.replace(/[\\"*]/g, "\\$&")}"`;
}
