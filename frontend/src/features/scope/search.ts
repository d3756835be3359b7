import type { Dimension, Interval, Measure } from "@/api/analytics";
import type { SessionSort, SortOrder, TraceSort, TraceStatus } from "@/api/types";

/** Everything a page shows is named by its address. All values are plain text there; unknown ones are dropped. */
export const PRESETS = ["15m", "1h", "6h", "24h", "7d", "30d"] as const;
export type Preset = (typeof PRESETS)[number];
export const REFRESH = ["off", "5", "10", "30", "60"] as const;
export type Refresh = (typeof REFRESH)[number];
export const CHARTS = ["requests", "cost", "tokens", "latency"] as const;
export type ChartChoice = (typeof CHARTS)[number];
export const VIEWS = ["conversation", "io", "logs", "attributes", "events", "raw"] as const;
export type SpanView = (typeof VIEWS)[number];
export const LISTS = ["traces", "sessions"] as const;
export type ListChoice = (typeof LISTS)[number];
export const SESSION_SORTS = ["last_activity", "duration", "tokens", "cost", "traces"] as const satisfies readonly SessionSort[];
export const STATUSES = ["OK", "ERROR", "INDETERMINATE"] as const satisfies readonly TraceStatus[];
export const SORTS = ["start_time", "duration", "tokens", "cost"] as const satisfies readonly TraceSort[];
const ORDERS = ["asc", "desc"] as const satisfies readonly SortOrder[];

export const STEPS = ["hour", "day", "week"] as const satisfies readonly Interval[];
export type StepChoice = (typeof STEPS)[number];
export const DIMENSIONS = ["model", "provider", "user", "team", "key", "tag", "agent", "tool", "session", "service", "name", "status"] as const satisfies readonly Dimension[];
export const MEASURES = [
  "traces", "calls", "errors", "error_rate", "total_tokens", "cost_usd", "latency_p50_ms", "latency_p95_ms", "ttft_p50_ms", "ttft_p95_ms", "users",
] as const satisfies readonly Measure[];

export const DEFAULT_PRESET: Preset = "24h";
export const DEFAULT_REFRESH: Refresh = "5";

export interface ScreenSearch {
  project?: string | undefined;
  range?: Preset | undefined;
  /** ISO 8601; both or neither. They win over `range`. */
  from?: string | undefined;
  to?: string | undefined;
  refresh?: Refresh | undefined;
  status?: TraceStatus | undefined;
  model?: string | undefined;
  q?: string | undefined;
  sort?: TraceSort | undefined;
  order?: SortOrder | undefined;
  /** Columns of the list of traces with their widths, in their order: `time,name:320`. Absent: as the reader likes them. */
  cols?: string | undefined;
  /** The saved view that was opened; `none` when the reader wants no default. */
  saved?: string | undefined;
  list?: ListChoice | undefined;
  /** What sessions are sorted by. */
  by?: SessionSort | undefined;
  chart?: ChartChoice | undefined;
  /** Length of the steps of charts; absent: as it suits the range. */
  step?: StepChoice | undefined;
  /** Whether figures are compared with the period before; absent: they are. */
  compare?: "off" | undefined;
  /** What figures are broken down by, and the figure that the groups are sorted by. */
  group?: Dimension | undefined;
  measure?: Measure | undefined;
  span?: string | undefined;
  view?: SpanView | undefined;
  /** How a trace is shown; left out, as its spans over time. */
  as?: "graph" | undefined;
  /** Within a trace: text to find, kinds of spans left out ("http,other"), and the part of its time that is shown, in ms ("120-450"). */
  find?: string | undefined;
  hide?: string | undefined;
  win?: string | undefined;
  /** A moment of a replay, in addresses from before the replay had its own. */
  at?: string | undefined;
  /** A dashboard: the panel that is shown alone, whether its marks are hidden, and its variables by name ("var-model"). */
  panel?: string | undefined;
  marks?: "off" | undefined;
  [variable: `var-${string}`]: string | undefined;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

function text(value: unknown, pattern = /^.{1,500}$/su): string | undefined {
  return typeof value === "string" && pattern.test(value) ? value : undefined;
}

function instant(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}

function isVariable(key: string): key is `var-${string}` {
  return /^var-\w{1,60}$/.test(key);
}

export function readSearch(raw: Record<string, unknown>): ScreenSearch {
  const from = instant(raw["from"]);
  const to = instant(raw["to"]);
  const fixed = from !== undefined && to !== undefined && from < to;
  const found: ScreenSearch = {
    project: text(raw["project"], /^[\w.-]{1,64}$/u),
    range: oneOf(raw["range"], PRESETS),
    from: fixed ? from : undefined,
    to: fixed ? to : undefined,
    refresh: oneOf(raw["refresh"], REFRESH),
    status: oneOf(raw["status"], STATUSES),
    model: text(raw["model"]),
    // As long as a filter may be.
    q: text(raw["q"], /^.{1,2000}$/su),
    sort: oneOf(raw["sort"], SORTS),
    order: oneOf(raw["order"], ORDERS),
    cols: text(raw["cols"], /^[a-z_]+(?::\d{2,4})?(?:,[a-z_]+(?::\d{2,4})?){0,29}$/u),
    saved: text(raw["saved"], /^[\w-]{1,64}$/u),
    list: oneOf(raw["list"], LISTS),
    by: oneOf(raw["by"], SESSION_SORTS),
    chart: oneOf(raw["chart"], CHARTS),
    step: oneOf(raw["step"], STEPS),
    compare: oneOf(raw["compare"], ["off"]),
    group: oneOf(raw["group"], DIMENSIONS),
    measure: oneOf(raw["measure"], MEASURES),
    span: text(raw["span"], /^[0-9a-f]{16}$/u),
    view: oneOf(raw["view"], VIEWS),
    as: oneOf(raw["as"], ["graph"] as const),
    find: text(raw["find"]),
    hide: text(raw["hide"], /^[a-z]{2,12}(?:,[a-z]{2,12}){0,15}$/u),
    at: text(raw["at"], /^\d{1,10}$/u),
    panel: text(raw["panel"], /^\d{1,6}$/u),
    marks: oneOf(raw["marks"], ["off"]),
    win: text(raw["win"], /^\d{1,10}(?:\.\d{1,3})?-\d{1,10}(?:\.\d{1,3})?$/u),
  };
  for (const [key, value] of Object.entries(raw)) if (isVariable(key)) found[key] = text(value, /^.{1,2000}$/su);
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** What follows the user from page to page. */
export function scopeOf(search: ScreenSearch): ScreenSearch {
  const { project, range, from, to, refresh } = search;
  return { project, range, from, to, refresh };
}

/** The search without what belongs to one trace: for ways to other traces and back to the list. */
export function withoutTrace(search: ScreenSearch): ScreenSearch {
  return { ...search, span: undefined, view: undefined, as: undefined, find: undefined, hide: undefined, win: undefined, at: undefined };
}

const SECONDS: Record<Preset, number> = { "15m": 900, "1h": 3600, "6h": 21_600, "24h": 86_400, "7d": 604_800, "30d": 2_592_000 };

/** The window a search stands for at `now` (ms). Ends on the next whole second so that what just arrived is inside. */
export function windowOf(search: ScreenSearch, now: number): { start: string; end: string } {
  if (search.from !== undefined && search.to !== undefined) return { start: search.from, end: search.to };
  const end = Math.ceil(now / 1000) * 1000 + 1000;
  return { start: new Date(end - SECONDS[search.range ?? DEFAULT_PRESET] * 1000).toISOString(), end: new Date(end).toISOString() };
}

export function parseQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

export function writeQuery(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") query.set(key, value);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
