import { SPEEDS, type Speed } from "./player";

/** The part of the address that names what of a replay is seen. */
export interface ReplaySearch {
  /** Milliseconds since the trace began. */
  t?: string | undefined;
  speed?: Speed | undefined;
  idle?: "skip" | "keep" | undefined;
}

export function readReplaySearch(raw: Record<string, unknown>): ReplaySearch {
  const t = typeof raw["t"] === "string" && /^\d{1,12}(?:\.\d{1,3})?$/.test(raw["t"]) ? raw["t"] : undefined;
  const speed = SPEEDS.find((known) => known === raw["speed"]);
  const idle = raw["idle"] === "skip" || raw["idle"] === "keep" ? raw["idle"] : undefined;
  return { ...(t === undefined ? {} : { t }), ...(speed === undefined ? {} : { speed }), ...(idle === undefined ? {} : { idle }) };
}

/** A moment as the address writes it: to the microsecond, without zeros that say nothing. */
export function writeMoment(ms: number): string {
  return String(Math.round(ms * 1000) / 1000);
}

export interface ReplayListSearch { of?: "sessions" | undefined }

export function readReplayListSearch(raw: Record<string, unknown>): ReplayListSearch {
  return raw["of"] === "sessions" ? { of: "sessions" } : {};
}
