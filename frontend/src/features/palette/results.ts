import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { getTraces } from "@/api/endpoints";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { usePaletteText } from "@/i18n/palette";
import type { Command, Group } from "./commands";
import { match } from "./fuzzy";

export interface Result { command: Command; marks: readonly number[] }
export interface Section { group: Group; results: Result[] }

const WAIT_MS = 180;
const LEAST = 3;
const FOUND = 5;
const MOST = 40;
/** What stands there before anything is typed. */
const FIRST: readonly Group[] = ["pages", "views", "project", "acts"];

/** Any text, as the filter language takes it: quoted, so that it is searched for and never misread. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"*]/g, "\\$&")}"`;
}

export function traceIdOf(text: string): string | null {
  const id = text.trim().replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) ? id : null;
}

/** Results in groups; the group with the best result first. */
export function arrange(query: string, commands: readonly Command[]): Section[] {
  const empty = query.trim() === "";
  const scored = commands.flatMap((command) => {
    if (empty) return FIRST.includes(command.group) && !command.id.startsWith("refresh-") ? [{ command, marks: [], score: 0 }] : [];
    const found = match(query, command.label, command.others);
    return found === null ? [] : [{ command, ...found }];
  });
  if (!empty) scored.sort((a, b) => b.score - a.score);
  const sections = new Map<Group, Result[]>();
  for (const { command, marks } of scored.slice(0, MOST)) {
    const results = sections.get(command.group) ?? [];
    results.push({ command, marks });
    sections.set(command.group, results);
  }
  return [...sections].map(([group, results]) => ({ group, results }));
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Traces that hold what was typed, found by the server; and the ways to the one with this id, or to the whole list. */
export function useTraceResults(query: string): { results: Result[]; searching: boolean } {
  const { t, f } = useI18n();
  const p = usePaletteText();
  const { search, window, epoch } = useScope();
  const navigate = useNavigate();
  const text = query.trim();
  const settled = useSettled(text);
  const id = traceIdOf(text);
  const asks = settled.length >= LEAST && id === null;
  const { data, isFetching } = useQuery({
    queryKey: ["palette-traces", window.project, window.start, window.end, settled],
    queryFn: ({ signal }) => getTraces(window, { q: quoted(settled) }, { sort: "start_time", order: "desc" }, { limit: FOUND }, signal),
    enabled: asks,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const open = (traceId: string) => void navigate({ to: "/admin/monitoring/traces/$traceId", params: { traceId }, search: scopeOf(search) });
  const plain = (command: Omit<Command, "group">): Result => ({ command: { ...command, group: "traces" }, marks: [] });
  if (id !== null) return { results: [plain({ id: "trace", label: p.trace(id), icon: "traces", run: () => open(id) })], searching: false };
  if (text.length < LEAST) return { results: [], searching: false };
  const found = settled === text && asks ? (data?.traces ?? []) : [];
  return {
    searching: isFetching || settled !== text,
    results: [
      ...found.map((trace) => plain({
        id: `trace-${trace.trace_id}`, label: trace.name === "" ? trace.trace_id : trace.name, note: `${trace.status === "ERROR" ? `${t.traces.error} · ` : ""}${f.ago(trace.start_time, epoch)}`,
        icon: trace.status === "ERROR" ? "alert" : "traces", run: () => open(trace.trace_id),
      })),
      plain({ id: "search", label: p.search(text), icon: "search", run: () => void navigate({ to: "/admin/monitoring/traces", search: { ...scopeOf(search), q: quoted(text) } }) }),
    ],
  };
}
