/** The time zone that times are shown in. Chosen per browser; "" follows the browser's own. */

const KEY = "portal.timezone";

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function preferredZone(): string {
  try {
    const stored = localStorage.getItem(KEY) ?? "";
    return stored !== "" && isZone(stored) ? stored : "";
  } catch {
    return "";
  }
}

export function rememberZone(zone: string): void {
  try {
    if (zone === "") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, zone);
  } catch {
    // Forbidden storage only means that the choice lasts until the page is closed.
  }
}

/** How far `zone` is ahead of UTC at a moment, in ms. */
function offsetAt(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((found) => found.type === type)?.value ?? 0);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(ms / 1000) * 1000;
}

/** What a `datetime-local` field shows for a moment: "2026-01-31T09:00" on the clocks of `zone`. */
export function toWall(iso: string, zone: string): string {
  const ms = Date.parse(iso);
  return new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 16);
}

/** The moment (ms) at which the clocks of `zone` show what was typed; NaN when it is no time. Where clocks are put forward, the time after the gap. */
export function fromWall(text: string, zone: string): number {
  const wall = Date.parse(`${text}${text.includes("T") ? "" : "T00:00"}Z`);
  if (Number.isNaN(wall)) return Number.NaN;
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
}
