import type { Price } from "@/api/types";

export const AMOUNT = /^\d{1,9}(?:\.\d{1,9})?$/;
/** What the server says for "ever since". */
const EVER = "1970-01-01T00:00:00";

export function isEver(iso: string): boolean {
  return iso.startsWith(EVER);
}

export type Standing = "now" | "later" | "before";

/** Of several prices of a model, which one counts at `now`: the last that has begun. */
export function standings(prices: readonly Price[], now: number): Map<Price, Standing> {
  const current = new Map<string, Price>();
  for (const price of prices) {
    const begun = Date.parse(price.effective_from) <= now;
    const best = current.get(price.model);
    if (begun && (best === undefined || Date.parse(price.effective_from) >= Date.parse(best.effective_from))) current.set(price.model, price);
  }
  return new Map(prices.map((price) => [price, current.get(price.model) === price ? "now" : Date.parse(price.effective_from) > now ? "later" : "before"]));
}
