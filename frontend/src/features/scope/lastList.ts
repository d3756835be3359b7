/** The order of the list last seen, so that a trace opened from it knows its neighbours, and the list its place. */
interface Place { start: string; end: string; scrollTop: number }

let ids: readonly string[] = [];
const places = new Map<string, Place>();

export function rememberList(order: readonly string[]): void {
  ids = order;
}

export function neighbours(traceId: string): { before: string | undefined; after: string | undefined } {
  const index = ids.indexOf(traceId);
  return index < 0 ? { before: undefined, after: undefined } : { before: ids[index - 1], after: ids[index + 1] };
}

export function rememberPlace(key: string, place: Place | null): void {
  if (place === null) places.delete(key);
  else places.set(key, place);
}

export function placeOf(key: string): Place | undefined {
  return places.get(key);
}
