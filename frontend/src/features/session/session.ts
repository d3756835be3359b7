import { queryOptions } from "@tanstack/react-query";
import { getSession } from "@/api/endpoints";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => getSession(signal),
  staleTime: 5 * 60_000,
  retry: false,
});

/** Only a path of this site: an address from outside must not decide where a sign-in leads. */
export function safeReturn(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return "/admin/monitoring";
  return next.startsWith("/login") ? "/admin/monitoring" : next;
}
