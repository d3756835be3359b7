import { queryOptions, useQuery } from "@tanstack/react-query";
import { getCapabilities } from "@/api/endpoints";

/** What the AgentOps server can do; it changes only when another one is put in its place. */
export const capabilitiesQuery = queryOptions({
  queryKey: ["capabilities"],
  queryFn: ({ signal }) => getCapabilities(signal),
  staleTime: 5 * 60_000,
  gcTime: Infinity,
  retry: false,
});

/** Whether the server tells a field ("metrics", "by_model"). Until it has said so it is taken for ours, which tells all. */
export function useTells(): (answer: string, field: string) => boolean {
  const missing = useQuery(capabilitiesQuery).data?.missing;
  return (answer, field) => missing?.[answer]?.includes(field) !== true;
}

/** Whether the server can do something ("traces.live"). */
export function useCan(ability: string): boolean {
  return useQuery(capabilitiesQuery).data?.capabilities.includes(ability) !== false;
}
