import type { FeedText } from "@/i18n/feed";
import type { MoneyFinding } from "@/api/analytics";

/** The reader's words for a finding; the server's own where a newer one finds something that these do not know. */
export function wordsOf(finding: MoneyFinding, w: FeedText): { message: string; advice: string; amount: string } {
  const known = (w.money.codes as Record<string, { message: string; advice: string; amount: string } | undefined>)[finding.code];
  return known ?? finding;
}

export function nameOf(code: string, w: FeedText): string {
  return (w.money.names as Record<string, string | undefined>)[code] ?? code;
}

/** Exact decimal text as a number for showing; null stays null. */
export const numberOf = (amount: string | null): number | null => (amount === null ? null : Number(amount));
