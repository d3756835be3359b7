import type { Language } from "./language";
import type { Times } from "./times";

export const NO_VALUE = "–";

export interface Figure { value: string; unit: string }

export interface Format {
  /** US dollars; tiny costs keep two significant digits ($0.000042), the tiniest are named as such (<$0.000001). */
  money: (usd: number | null | undefined) => string;
  /** A price of a million tokens, given as decimal text, with all of its digits. */
  rate: (decimal: string) => string;
  count: (value: number | null | undefined) => string;
  /** 12,345 stays readable in a card: 12.3K, 1.2만. */
  compact: (value: number | null | undefined) => string;
  /** 0.031 → 3.1%. */
  percent: (ratio: number | null | undefined) => string;
  /** Milliseconds to the unit a person would use. */
  duration: (ms: number | null | undefined) => string;
  durationParts: (ms: number | null | undefined) => Figure;
  /** Signed change between two values as a percentage; null where it says nothing. */
  change: (now: number | null | undefined, before: number | null | undefined) => string | null;
  /** "3 minutes ago"; the time itself where people chose so. */
  ago: (iso: string, now: number) => string;
  /** Time of day with seconds; the date too when it is not today. */
  time: (iso: string | number, now?: number) => string;
  dateTime: (iso: string | number) => string;
  date: (iso: string | number) => string;
  /** Day, hour and minute. */
  moment: (iso: string | number) => string;
  /** From one moment to another, as short as their days allow. */
  period: (start: string, end: string) => string;
  /** Label of a chart's point, as coarse as its interval in seconds. */
  tick: (iso: string | number, intervalSeconds: number) => string;
  bytes: (value: number) => string;
  list: (items: readonly string[]) => string;
}

const LOCALE: Record<Language, string> = { en: "en-US", ko: "ko-KR" };

const AGO_STEPS: readonly [limit: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, "second", 1],
  [3600, "minute", 60],
  [86_400, "hour", 3600],
  [Infinity, "day", 86_400],
];

export function durationOf(ms: number, units: { s: string; min: string; h: string }): Figure {
  if (ms < 1) return { value: ms === 0 ? "0" : ms.toPrecision(1).replace(/^(0\.\d)0+$/, "$1"), unit: "ms" };
  if (ms < 10) return { value: ms.toFixed(1), unit: "ms" };
  if (ms < 999.5) return { value: String(Math.round(ms)), unit: "ms" };
  const seconds = ms / 1000;
  if (seconds < 9.995) return { value: seconds.toFixed(2), unit: units.s };
  if (seconds < 59.95) return { value: seconds.toFixed(1), unit: units.s };
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return { value: `${Math.floor(whole / 60)}:${two(whole % 60)}`, unit: units.min };
  return { value: `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}`, unit: units.h };
}

/** `zone` is an IANA name; left out, the browser's. */
export function createFormat(language: Language, zone?: string, times: Times = "relative"): Format {
  const locale = LOCALE[language];
  const number = (options: Intl.NumberFormatOptions = {}) => new Intl.NumberFormat(locale, options);
  const usd: Intl.NumberFormatOptions = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" };
  const money = {
    zero: number({ ...usd, maximumFractionDigits: 0 }),
    tiny: number({ ...usd, minimumSignificantDigits: 2, maximumSignificantDigits: 2 }),
    small: number({ ...usd, minimumFractionDigits: 2, maximumFractionDigits: 4 }),
    plain: number({ ...usd, minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    rate: number({ ...usd, minimumFractionDigits: 2, maximumFractionDigits: 9 }),
    large: number({ ...usd, notation: "compact", maximumFractionDigits: 1 }),
  };
  const count = number();
  const compact = number({ notation: "compact", maximumFractionDigits: 1 });
  const percents = [0, 1, 2].map((digits) => number({ style: "percent", maximumFractionDigits: digits }));
  const signed = number({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const signedFine = number({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "narrow" });
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const dayOnly = date({ year: "numeric", month: "short", day: "numeric" });
  const minute = date({ year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const clock = date({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const dayClock = date({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const full = date({ year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" });
  const tickMinute = date({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const tickHour = date({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const tickDay = date({ month: "short", day: "numeric" });
  const units = language === "ko" ? { s: "초", min: "분", h: "시간" } : { s: "s", min: "min", h: "h" };

  const durationParts = (ms: number | null | undefined): Figure =>
    ms === null || ms === undefined ? { value: NO_VALUE, unit: "" } : durationOf(ms, units);

  const timeOf = (iso: string | number, now: number) => {
    const then = new Date(iso);
    return (dayOnly.format(then) === dayOnly.format(now) ? clock : dayClock).format(then);
  };

  return {
    money(value) {
      if (value === null || value === undefined) return NO_VALUE;
      const size = Math.abs(value);
      if (size === 0) return money.zero.format(0);
      // What would not fit a column, and add to nothing: less than a millionth of a dollar.
      if (size < 0.000_001 && value > 0) return `<${money.rate.format(0.000_001)}`;
      if (size < 0.01) return money.tiny.format(value);
      if (size < 1) return money.small.format(value);
      return (size < 100_000 ? money.plain : money.large).format(value);
    },
    rate: (decimal) => money.rate.format(Number(decimal)),
    count: (value) => (value === null || value === undefined ? NO_VALUE : count.format(value)),
    compact(value) {
      if (value === null || value === undefined) return NO_VALUE;
      return (Math.abs(value) < 10_000 ? count : compact).format(value);
    },
    percent(ratio) {
      if (ratio === null || ratio === undefined) return NO_VALUE;
      const digits = ratio === 0 || ratio >= 0.995 ? 0 : ratio < 0.01 ? 2 : 1;
      return (percents[digits] ?? signed).format(ratio);
    },
    duration(ms) {
      const { value, unit } = durationParts(ms);
      if (unit === "") return value;
      return unit === "초" || unit === "분" || unit === "시간" ? `${value}${unit}` : `${value} ${unit}`;
    },
    durationParts,
    change(now, before) {
      if (now === null || now === undefined || before === null || before === undefined || before === 0) return null;
      const ratio = (now - before) / before;
      if (Math.abs(ratio) >= 10) return `${ratio > 0 ? "×" : "÷"}${compact.format(Math.round(now / before))}`;
      return (Math.abs(ratio) < 0.1 ? signedFine : signed).format(ratio);
    },
    ago(iso, now) {
      if (times === "absolute") return timeOf(iso, now);
      const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000));
      const step = AGO_STEPS.find(([limit]) => seconds < limit) ?? AGO_STEPS[3];
      if (step === undefined) return "";
      return relative.format(-Math.floor(seconds / step[2]), step[1]);
    },
    time: (iso, now = Date.now()) => timeOf(iso, now),
    date: (iso) => dayOnly.format(new Date(iso)),
    moment: (iso) => minute.format(new Date(iso)),
    dateTime: (iso) => full.format(new Date(iso)),
    period: (start, end) => tickHour.formatRange(new Date(start), new Date(end)),
    tick(iso, interval) {
      const then = new Date(iso);
      return (interval >= 86_400 ? tickDay : interval >= 3600 ? tickHour : tickMinute).format(then);
    },
    bytes(value) {
      const step = value < 1024 ? 0 : value < 1024 ** 2 ? 1 : 2;
      return `${number({ maximumFractionDigits: step === 0 ? 0 : 1 }).format(value / 1024 ** step)} ${["B", "KB", "MB"][step] ?? ""}`;
    },
    list: (items) => items.join(", "),
  };
}
