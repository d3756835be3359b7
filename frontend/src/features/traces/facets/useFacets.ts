import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { ApiFailure } from "@/api/client";
import { getFacets } from "@/api/search";
import type { Facet } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { chosenOf, combined, without } from "../filter/language";
import { orderOf } from "../useTraceList";

export const FACETS = ["status", "model", "provider", "agent", "tool", "tag", "team", "key", "service", "user", "session", "name"] as const;
export type FacetName = (typeof FACETS)[number];
const FIRST = 6;
export const MANY = 50;
/** Counting is dearer than listing: counts may be half a minute old. */
const STEP_MS = 30_000;

export interface FacetState { facet: Facet | undefined; included: readonly string[]; excluded: readonly string[] }
export interface Facets { stateOf: (name: FacetName) => FacetState; trouble: "invalid" | "tooMuch" | "failed" | null; loading: boolean; retry: () => void }

/**
 * Values with how many of the listed traces have them. What is chosen of a field does not narrow that field's own values: they
 * are the alternatives.
 */
export function useFacets(enabled: boolean, wide: ReadonlySet<FacetName>): Facets {
  const { search, window: range, scopeKey, asked, epoch, fixed } = useScope();
  const { filter } = orderOf(search);
  const q = combined(filter);
  const moment = fixed ? 0 : Math.floor(epoch / STEP_MS);
  const common = { staleTime: Infinity, gcTime: 60_000, placeholderData: keepPreviousData } as const;

  const all = useQuery({
    queryKey: ["facets", scopeKey, q, moment, asked],
    queryFn: ({ signal }) => getFacets(range, q, { limit: FIRST }, signal),
    enabled,
    ...common,
  });

  const selectionOf = (name: FacetName) => {
    const { included, excluded } = chosenOf(filter.q ?? "", name);
    const beside = name === "status" ? filter.status?.toLowerCase() : name === "model" ? filter.model : undefined;
    return { included: beside === undefined ? included : [...included, beside], excluded };
  };
  const own = FACETS.filter((name) => {
    const { included, excluded } = selectionOf(name);
    return wide.has(name) || included.length > 0 || excluded.length > 0;
  });
  const alone = useQueries({
    queries: own.map((name) => {
      const rest = combined({ status: name === "status" ? undefined : filter.status, model: name === "model" ? undefined : filter.model, q: without(filter.q ?? "", name) });
      const limit = wide.has(name) ? MANY : FIRST;
      return {
        queryKey: ["facets", scopeKey, rest, moment, asked, name, limit],
        queryFn: ({ signal }: { signal: AbortSignal }) => getFacets(range, rest, { fields: [name], limit }, signal),
        enabled,
        ...common,
      };
    }),
  });

  const stateOf = (name: FacetName): FacetState => {
    const index = own.indexOf(name);
    const facet = (index < 0 ? undefined : alone[index]?.data?.[0]) ?? all.data?.find((one) => one.field === name);
    return { facet, ...selectionOf(name) };
  };
  return { stateOf, trouble: troubleOf(all.error), loading: all.isPending, retry: () => void all.refetch() };
}

function troubleOf(error: Error | null): Facets["trouble"] {
  if (error === null) return null;
  if (error instanceof ApiFailure && error.code === "invalid_filter") return "invalid";
  return error instanceof ApiFailure && (error.code === "query_too_big" || error.code === "agentops_timeout") ? "tooMuch" : "failed";
}
