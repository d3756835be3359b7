import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { watchTraces } from "@/api/live";
import type { TraceSummary } from "@/api/types";
import { useCan } from "@/features/scope/capabilities";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { StatusGlyph } from "@/ui/Status";
import { useNow } from "@/ui/useNow";
import { newestQuery } from "./queries";
import styles from "./Overview.module.css";

const ROWS = 6;
/** Bursts come in together: the list is drawn a few times a second, however many traces arrive. */
const BATCH_MS = 250;

type State = "connecting" | "on" | "broken" | "unavailable";

/** The newest first; one that came before and changed takes the place of what it was. */
export function merged(news: readonly TraceSummary[], known: readonly TraceSummary[], most: number): TraceSummary[] {
  const byId = new Map(known.map((trace) => [trace.trace_id, trace]));
  for (const trace of news) byId.set(trace.trace_id, trace);
  return [...byId.values()].sort((a, b) => (a.start_time < b.start_time ? 1 : -1)).slice(0, most);
}

/** Traces of a project as they arrive, while `on`. */
function useArrivals(project: string | undefined, on: boolean): { arrived: TraceSummary[]; state: State } {
  const [found, setFound] = useState<{ project: string | undefined; arrived: TraceSummary[]; state: State }>({ project, arrived: [], state: "connecting" });
  useEffect(() => {
    if (!on || project === undefined) return undefined;
    const connection = new AbortController();
    let waiting: TraceSummary[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (state: State) => setFound((now) => ({ project, arrived: now.project === project ? now.arrived : [], state }));
    const flush = () => {
      timer = undefined;
      const news = waiting;
      waiting = [];
      setFound((now) => ({ project, state: "on", arrived: merged(news, now.project === project ? now.arrived : [], ROWS) }));
    };
    watchTraces(project, "", {
      onTrace: (trace) => {
        waiting.push(trace);
        timer ??= setTimeout(flush, BATCH_MS);
      },
      // Only the newest are shown: what was missed has been overtaken.
      onGap: () => undefined,
      onConnected: (connected) => tell(connected ? "on" : "broken"),
    }, connection.signal).catch(() => { if (!connection.signal.aborted) tell("unavailable"); });
    return () => {
      clearTimeout(timer);
      connection.abort();
    };
  }, [project, on]);
  return found.project === project ? found : { arrived: [], state: "connecting" };
}

export function LiveActivity() {
  const { t, f } = useI18n();
  const { window: range, search, project, live } = useScope();
  const can = useCan("traces.live");
  const { data } = useQuery(newestQuery(range, ROWS));
  const on = live !== null && can;
  const { arrived, state } = useArrivals(project?.id, on);
  const now = useNow(1000);
  const w = t.overview.live;
  const scope = scopeOf(search);
  const rows = data === undefined && arrived.length === 0 ? undefined : merged(on ? arrived : [], data?.traces ?? [], ROWS);
  const shown = live === null ? "off" : can ? state : "unavailable";
  return (
    <section className={styles["panel"]} aria-label={w.title} aria-busy={rows === undefined}>
      <div className={styles["panelHead"]}>
        <h2>{w.title}</h2>
        <span className={styles["pulse"]} data-state={shown}><i />{w[shown]}</span>
        <div className={styles["tools"]}><Link className={styles["more"]} to="/admin/monitoring/traces" search={scope}>{w.all}</Link></div>
      </div>
      {rows === undefined && [0, 1, 2, 3].map((row) => <div key={row} className={styles["arrival"]}><Skeleton width="60%" /><Skeleton width="3rem" /></div>)}
      {rows?.length === 0 && <p className={styles["quiet"]}>{w.none}</p>}
      <ul className={styles["arrivals"]}>
        {rows?.map((trace) => (
          <li key={trace.trace_id}>
            <Link className={styles["arrival"]} to="/admin/monitoring/traces/$traceId" params={{ traceId: trace.trace_id }} search={scope}>
              <strong><StatusGlyph status={trace.status} /><span>{trace.name === "" ? trace.trace_id : trace.name}</span></strong>
              <time dateTime={trace.start_time} title={f.dateTime(trace.start_time)}>{f.ago(trace.start_time, now)}</time>
              <p>
                {trace.models.length > 0 && <span>{f.list(trace.models)}</span>}
                <span>{f.duration(trace.duration_ns / 1e6)}</span>
                {trace.total_tokens > 0 && <span>{t.trace.tokensTotal(f.compact(trace.total_tokens))}</span>}
                {trace.cost_usd !== null && <span>{f.money(trace.cost_usd)}</span>}
              </p>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
