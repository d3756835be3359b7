import { queryOptions } from "@tanstack/react-query";
import { getSession, getSignInWays } from "@/api/endpoints";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => getSession(signal),
  staleTime: 5 * 60_000,
  retry: false,
});

export const signInWaysQuery = queryOptions({
  queryKey: ["sign-in-ways"],
  queryFn: ({ signal }) => getSignInWays(signal),
  staleTime: 5 * 60_000,
});

/** Why a provider's sign-in brought nobody in: `?problem=` of the sign-in page, as the portal says it. */
export const PROBLEMS = ["expired", "denied", "failed", "provider", "no_role", "no_email", "disabled", "two_sessions"] as const;
export type Problem = (typeof PROBLEMS)[number];
export const asProblem = (value: unknown): Problem | undefined => PROBLEMS.find((problem) => problem === value);

/** Only a path of this site: an address from outside must not decide where a sign-in leads. */
export function safeReturn(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return "/admin/monitoring";
  return next.startsWith("/login") ? "/admin/monitoring" : next;
}

const leaving = new Set<() => void>();

/** `act` runs when somebody signs out, for what a tab keeps of a person. */
export function whenSignedOut(act: () => void): void {
  leaving.add(act);
}

export function tellSignedOut(): void {
  for (const act of leaving) act();
  try {
    sessionStorage.clear();
  } catch {
    // Forbidden storage holds nothing.
  }
}
