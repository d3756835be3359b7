import { useNavigate } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { useTraces } from "./panel";

const iso = (seconds: number) => new Date(Math.round(seconds * 1000)).toISOString();

/** What dragging over a chart and clicking a step of it do: choose that range, open its traces. */
export function useZoom(more?: string): { onRange: (from: number, to: number) => void; onPoint: (from: number, to: number) => void } {
  const { setSearch, window: range } = useScope();
  const navigate = useNavigate();
  const traces = useTraces();
  return {
    onRange: (from, to) => setSearch({ range: undefined, from: iso(from), to: iso(to) }),
    onPoint: (from, to) => {
      // The first and the last step reach beyond the window; their figures do not.
      const start = Math.max(from, Date.parse(range.start) / 1000);
      const end = Math.min(to, Date.parse(range.end) / 1000);
      void navigate({ to: "/admin/monitoring/traces", search: traces(more, { from: iso(start), to: iso(Math.max(end, start + 1)) }) });
    },
  };
}
