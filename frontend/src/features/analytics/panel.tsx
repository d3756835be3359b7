import { useQuery } from "@tanstack/react-query";
import { use, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Selection } from "@/api/analytics";
import type { Window } from "@/api/endpoints";
import { useScope } from "@/features/scope/Scope";
import { scopeOf, STEPS, type ScreenSearch, type StepChoice } from "@/features/scope/search";
import { useSteady } from "@/features/scope/steady";
import { useI18n } from "@/i18n/I18n";
import { Near } from "@/ui/near";
import { and, filterOf } from "./filter";

const HOUR_S = 3600;
const STEP_S: Record<StepChoice, number> = { hour: HOUR_S, day: 24 * HOUR_S, week: 168 * HOUR_S };
/** As many steps as a chart can show and the server answers. */
const MOST_STEPS = 1000;

const seconds = (window: Window) => (Date.parse(window.end) - Date.parse(window.start)) / 1000;

/** Steps that make sense for a range: not too many of them. */
export function stepsFor(window: Window): readonly StepChoice[] {
  return STEPS.filter((step) => seconds(window) / STEP_S[step] <= MOST_STEPS);
}

/**
 * Figures of a long range do not change in five seconds: its window moves on by a two-thousandth of itself at least,
 * or when somebody asks for it.
 */
function useCalm(window: Window, question: string): Window {
  const [held, setHeld] = useState({ window, question });
  const moved = (Date.parse(window.end) - Date.parse(held.window.end)) / 1000;
  if (held.question !== question || moved >= seconds(window) / 2000) {
    if (held.window !== window || held.question !== question) setHeld({ window, question });
    return window;
  }
  return held.window;
}

export interface Asked { selection: Selection; /** Names what is asked, apart from the moment. */ question: string }

/** What all panels ask about: project, range, filter, steps, comparison. */
export function useAsked(): Asked {
  const { search, window: range, scopeKey, asked } = useScope();
  const { zone } = useI18n();
  const q = filterOf(search);
  const step = search.step !== undefined && stepsFor(range).includes(search.step) ? search.step : "auto";
  const compare = search.compare === undefined;
  const calm = useCalm(range, [scopeKey, asked].join("|"));
  return useMemo(() => ({
    selection: { ...calm, q, interval: step, zone, compare },
    question: [scopeKey, q, step, zone, String(compare)].join("|"),
  }), [calm, q, step, zone, compare, scopeKey]);
}

/** Room for a panel that asks for its figures only while it is in view, or nearly. */
export function Slot({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (place.current === null || typeof IntersectionObserver === "undefined") return undefined;
    const observer = new IntersectionObserver((entries) => setNear(entries.some((entry) => entry.isIntersecting)), { rootMargin: "240px 0px" });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return <Near value={near}><div ref={place} style={{ minWidth: 0, display: "grid", ...(wide ? { gridColumn: "1 / -1" } : {}) }}>{children}</div></Near>;
}

export interface PanelState<T> { data: T | undefined; error: Error | null; /** Shown figures are those of an earlier moment, since asking again failed. */ stale: boolean; retry: () => void }

/** One panel's figures: kept while they are asked for again, dropped when the question changes. Fails alone. */
export function usePanel<T>(name: string, asked: Asked, ask: (selection: Selection, signal: AbortSignal) => Promise<T>): PanelState<T> {
  const near = use(Near);
  const { selection, question } = asked;
  const query = useQuery({
    queryKey: ["analytics", `${name}|${question}`, selection.start, selection.end],
    queryFn: ({ signal }) => ask(selection, signal),
    enabled: near,
    placeholderData: (previous, query_) => (query_?.queryKey[1] === `${name}|${question}` ? previous : undefined),
    gcTime: 20_000,
  });
  const data = useSteady(query.data, `${name}|${question}`, query.isPlaceholderData);
  return { data, error: query.error, stale: query.error !== null && data !== undefined, retry: () => void query.refetch() };
}

/** Addresses of the traces behind a figure: the same project, range and filter, and what narrows it further. */
export function useTraces(): (more?: string, place?: Pick<ScreenSearch, "from" | "to" | "sort" | "order">) => ScreenSearch {
  const { search } = useScope();
  return (more, place = {}) => {
    const q = and(filterOf(search), more);
    return { ...scopeOf(search), ...(place.from === undefined ? {} : { range: undefined }), ...place, q: q === "" ? undefined : q };
  };
}

/** Settings of the analytics that go with the reader from section to section. */
export function keptOf(search: ScreenSearch): ScreenSearch {
  const { q, status, model, step, compare } = search;
  return { ...scopeOf(search), q, status, model, step, compare };
}
