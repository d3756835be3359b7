import type { View } from "@/api/types";
import { readSearch, windowOf, writeQuery, type ScreenSearch } from "@/features/scope/search";
import { readStored, writeStored } from "../stored";

/** What of the address belongs to a view: everything that decides what the list shows, but not whose project it is. */
const KEYS = ["q", "status", "model", "sort", "order", "cols", "list", "by", "range", "from", "to"] as const satisfies readonly (keyof ScreenSearch)[];
export const PAGE = "traces";

export function stateOf(search: ScreenSearch, cols: string): Record<string, string> {
  const state: Record<string, string> = {};
  for (const key of KEYS) {
    const value = key === "cols" ? cols : search[key];
    if (value !== undefined) state[key] = value;
  }
  return state;
}

/** The change of the address that opens a view: what the view does not name goes. */
export function openingOf(view: View): Partial<ScreenSearch> {
  const found = readSearch(view.state);
  return { ...Object.fromEntries(KEYS.map((key) => [key, found[key]])), saved: view.id };
}

/** Whether the address still shows what the view holds. */
export function isEdited(view: View, search: ScreenSearch, cols: string): boolean {
  const now = stateOf(search, cols);
  const kept = stateOf(readSearch(view.state), view.state["cols"] ?? cols);
  return writeQuery(now) !== writeQuery(kept);
}

/** A link that shows exactly this to anybody, whenever it is opened: columns, project and moments are written out. */
export function exactLink(search: ScreenSearch, cols: string, project: string | undefined, now: number): string {
  const { start, end } = windowOf(search, now);
  return writeQuery({ ...stateOf(search, cols), range: undefined, from: start, to: end, project: search.project ?? project, saved: search.saved === "none" ? undefined : search.saved });
}

const DEFAULT = "traces.default";

/** The view that this reader wants to see first, in this project and this browser. */
export function readDefault(owner: string): string | null {
  return readStored(DEFAULT, owner);
}

export function writeDefault(owner: string, id: string | null): void {
  writeStored(DEFAULT, owner, id);
}

/** The list was opened as such, with nothing of its own in the address. */
export function isBare(search: ScreenSearch): boolean {
  return [search.q, search.status, search.model, search.sort, search.order, search.cols, search.list, search.by, search.saved, search.from].every((value) => value === undefined);
}
