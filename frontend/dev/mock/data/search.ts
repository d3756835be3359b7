import type { Completion, Facet, TraceSummary, View } from "@/api/types";
import { PROJECT } from "./traces";

const FIELDS: Record<string, (trace: TraceSummary) => readonly string[]> = {
  status: (trace) => [trace.status],
  model: (trace) => trace.models,
  provider: (trace) => trace.providers,
  agent: (trace) => trace.agents,
  tag: (trace) => trace.tags,
  service: (trace) => [trace.service_name],
  user: (trace) => [trace.user ?? ""],
  session: (trace) => [trace.session_id ?? ""],
  name: (trace) => [trace.name],
};

/** Counted over all of the traces, whatever the filter. */
export function facetsOf(traces: readonly TraceSummary[], fields: readonly string[] = Object.keys(FIELDS), limit = 10): Facet[] {
  return fields.map((field) => {
    const counts = new Map<string, number>();
    for (const trace of traces) for (const value of FIELDS[field]?.(trace) ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
    const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
    return { field, values: values.slice(0, limit), complete: values.length <= limit };
  });
}

const NAMES = [["status", "ok, error or indeterminate"], ["model", "a model that was called"], ["latency", "from the first start to the last end"], ["user", "the user it was done for"]] as const;

/** Completes names of fields and of models, and finds one kind of mistake: a field that is not known. */
export function completionOf(text: string, cursor: number, models: readonly string[]): Completion {
  const word = /[^\s]*$/.exec(text.slice(0, cursor))?.[0] ?? "";
  const value = /^model:(.*)$/.exec(word);
  const unknown = /(?:^|\s)([a-z]+)(?=[:<>])/g;
  let error: Completion["error"] = null;
  for (const [, field = ""] of text.matchAll(unknown)) {
    if (!NAMES.some(([name]) => name === field)) error = { message: `there is no field ${field}`, position: text.indexOf(field), length: field.length, found: field, expected: NAMES.map(([name]) => name), suggestion: field.startsWith("mod") ? "model" : null };
  }
  if (value !== null) {
    const prefix = value[1] ?? "";
    return { start: cursor - prefix.length, length: prefix.length, suggestions: models.filter((model) => model.startsWith(prefix)).map((model) => ({ kind: "value", text: model, detail: "" })), error };
  }
  return { start: cursor - word.length, length: word.length, suggestions: NAMES.filter(([name]) => name.startsWith(word)).map(([name, detail]) => ({ kind: "field", text: `${name}:`, detail })), error };
}

export function view(id: string, more: Partial<View> = {}): View {
  return { id, project_id: PROJECT, name: id, page: "traces", state: { q: "status:error", sort: "cost" }, shared: false, owner: "Me", mine: true, created_at: "2026-01-31T09:00:00.000000Z", updated_at: "2026-01-31T09:00:00.000000Z", ...more };
}
