import type { Language } from "@/i18n/language";

/** Grafana's ids of units: https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
export interface Shown { text: string; unit: string }

type Kind =
  | { kind: "plain" }
  | { kind: "short"; suffix?: string }
  | { kind: "scaled"; base: number; steps: readonly string[]; factor?: number }
  | { kind: "time"; seconds: number }
  | { kind: "percent"; factor: number }
  | { kind: "money"; currency: string }
  | { kind: "date" }
  | { kind: "words"; yes: string; no: string }
  | { kind: "fixed"; suffix: string };

const SI = (unit: string) => ["", "k", "M", "G", "T", "P"].map((prefix) => prefix + unit);
const IEC = (unit: string) => ["", "Ki", "Mi", "Gi", "Ti", "Pi"].map((prefix) => prefix + unit);
const rate = (suffix: string): Kind => ({ kind: "short", suffix });

const UNITS: Record<string, Kind> = {
  "": { kind: "short" }, short: { kind: "short" }, none: { kind: "plain" }, string: { kind: "plain" }, locale: { kind: "plain" }, sishort: { kind: "short" },
  percent: { kind: "percent", factor: 1 }, percentunit: { kind: "percent", factor: 100 },
  ns: { kind: "time", seconds: 1e-9 }, "µs": { kind: "time", seconds: 1e-6 }, us: { kind: "time", seconds: 1e-6 }, ms: { kind: "time", seconds: 1e-3 }, s: { kind: "time", seconds: 1 },
  m: { kind: "time", seconds: 60 }, h: { kind: "time", seconds: 3600 }, d: { kind: "time", seconds: 86_400 }, dtdurations: { kind: "time", seconds: 1 }, dtdurationms: { kind: "time", seconds: 1e-3 },
  bytes: { kind: "scaled", base: 1024, steps: IEC("B") }, decbytes: { kind: "scaled", base: 1000, steps: SI("B") }, bits: { kind: "scaled", base: 1024, steps: IEC("b") }, decbits: { kind: "scaled", base: 1000, steps: SI("b") },
  kbytes: { kind: "scaled", base: 1024, steps: IEC("B"), factor: 1024 }, mbytes: { kind: "scaled", base: 1024, steps: IEC("B"), factor: 1024 ** 2 }, gbytes: { kind: "scaled", base: 1024, steps: IEC("B"), factor: 1024 ** 3 },
  Bps: { kind: "scaled", base: 1000, steps: SI("B/s") }, binBps: { kind: "scaled", base: 1024, steps: IEC("B/s") }, bps: { kind: "scaled", base: 1000, steps: SI("b/s") }, binbps: { kind: "scaled", base: 1024, steps: IEC("b/s") },
  KBs: { kind: "scaled", base: 1000, steps: SI("B/s"), factor: 1000 }, MBs: { kind: "scaled", base: 1000, steps: SI("B/s"), factor: 1e6 }, hertz: { kind: "scaled", base: 1000, steps: SI("Hz") }, watt: { kind: "scaled", base: 1000, steps: SI("W") },
  reqps: rate("req/s"), ops: rate("ops/s"), rps: rate("rd/s"), wps: rate("wr/s"), iops: rate("io/s"), cps: rate("c/s"), eps: rate("evt/s"), mps: rate("msg/s"), recps: rate("rec/s"), rowsps: rate("rows/s"), opm: rate("ops/m"), rpm: rate("rd/m"), cpm: rate("c/m"), reqpm: rate("req/m"),
  currencyUSD: { kind: "money", currency: "USD" }, currencyEUR: { kind: "money", currency: "EUR" }, currencyGBP: { kind: "money", currency: "GBP" }, currencyJPY: { kind: "money", currency: "JPY" }, currencyKRW: { kind: "money", currency: "KRW" },
  celsius: { kind: "fixed", suffix: "°C" }, dateTimeAsIso: { kind: "date" }, dateTimeAsSystem: { kind: "date" }, dateTimeFromNow: { kind: "date" },
  bool: { kind: "words", yes: "True", no: "False" }, bool_yes_no: { kind: "words", yes: "Yes", no: "No" }, bool_on_off: { kind: "words", yes: "On", no: "Off" },
};

function kindOf(unit: string): Kind | undefined {
  const [prefix, ...rest] = unit.split(":");
  if (prefix === "suffix") return { kind: "fixed", suffix: rest.join(":") };
  return UNITS[unit];
}

export function isUnit(unit: string): boolean {
  return kindOf(unit) !== undefined;
}

/** Whether its steps are powers of 1024. */
export function isBinary(unit: string): boolean {
  const kind = kindOf(unit);
  return kind?.kind === "scaled" && kind.base === 1024;
}

const LOCALE: Record<Language, string> = { en: "en-US", ko: "ko-KR" };
const numbers = new Map<string, Intl.NumberFormat>();

function number(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language}${JSON.stringify(options)}`;
  const found = numbers.get(key) ?? new Intl.NumberFormat(LOCALE[language], options);
  numbers.set(key, found);
  return found;
}

/** As many digits as say something, unless the panel says how many. */
function digits(value: number, decimals: number | undefined): Intl.NumberFormatOptions {
  if (decimals !== undefined) return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const size = Math.abs(value);
  if (size !== 0 && size < 0.1) return { maximumSignificantDigits: 3 };
  return { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 };
}

const TIME: readonly [least: number, id: "ns" | "µs" | "ms" | "s" | "min" | "h" | "d"][] = [[86_400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"], [0, "ns"]];
const SECONDS = { ns: 1e-9, "µs": 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86_400 };
const TIME_WORDS: Record<Language, Record<keyof typeof SECONDS, string>> = {
  en: { ns: "ns", "µs": "µs", ms: "ms", s: "s", min: "min", h: "h", d: "d" },
  ko: { ns: "ns", "µs": "µs", ms: "ms", s: "초", min: "분", h: "시간", d: "일" },
};

/** A value in its unit, as a number and what follows it ("1.2" and "GiB"). */
export function inUnit(value: number, unit: string, decimals: number | undefined, language: Language): Shown {
  const kind = kindOf(unit) ?? { kind: "short" };
  const write = (one: number, options: Intl.NumberFormatOptions = {}) => number(language, { ...digits(one, decimals), ...options }).format(one);
  switch (kind.kind) {
    case "plain": return { text: write(value), unit: "" };
    case "short": return { text: Math.abs(value) < 10_000 ? write(value) : number(language, { notation: "compact", maximumFractionDigits: decimals ?? 1 }).format(value), unit: kind.suffix ?? "" };
    case "percent": return { text: write(value * kind.factor), unit: "%" };
    case "fixed": return { text: write(value), unit: kind.suffix };
    case "words": return { text: value === 0 ? kind.no : kind.yes, unit: "" };
    case "date": return { text: new Date(value).toLocaleString(LOCALE[language]), unit: "" };
    case "money": {
      const size = Math.abs(value);
      const options: Intl.NumberFormatOptions = decimals !== undefined ? digits(value, decimals) : size !== 0 && size < 0.01 ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: size === 0 ? 0 : 2, maximumFractionDigits: size < 1 ? 4 : 2 };
      return { text: number(language, { style: "currency", currency: kind.currency, currencyDisplay: "narrowSymbol", ...options }).format(value), unit: "" };
    }
    case "scaled": {
      const bytes = value * (kind.factor ?? 1);
      const step = bytes === 0 ? 0 : Math.min(kind.steps.length - 1, Math.max(0, Math.floor(Math.log(Math.abs(bytes)) / Math.log(kind.base) + 1e-9)));
      return { text: write(bytes / kind.base ** step), unit: kind.steps[step] ?? "" };
    }
    case "time": {
      const seconds = value * kind.seconds;
      // Rounded to nanoseconds first, so that 0.1 s × 0.01 is one millisecond.
      const size = Math.abs(seconds) * (1 + 1e-9);
      const id = seconds === 0 ? "s" : (TIME.find(([least]) => size >= least)?.[1] ?? "ns");
      return { text: write(seconds / SECONDS[id]), unit: TIME_WORDS[language][id] };
    }
  }
}

export function formatUnit(value: number, unit: string, decimals: number | undefined, language: Language): string {
  const { text, unit: after } = inUnit(value, unit, decimals, language);
  if (after === "") return text;
  return after === "%" || /^[가-힣]/.test(after) ? text + after : `${text} ${after}`;
}
