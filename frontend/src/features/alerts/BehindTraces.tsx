import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Alert } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { plainError } from "@/ui/plainError";
import { StatusGlyph } from "@/ui/Status";
import { behind, behindQuery } from "./queries";
import styles from "./Alerts.module.css";

/** The last traces behind an alert, and the way to all of them. */
export function BehindTraces({ alert, now }: { alert: Alert; now: number }) {
  const a = useAlertsText();
  const { search } = useScope();
  const place = behind(alert, search.project, now);
  return (
    <section className={styles["panel"]} aria-label={a.tracesTitle}>
      <header className={styles["panelHead"]}><h2>{a.tracesTitle}</h2></header>
      {place === null ? <p className={styles["quiet"]}>{a.tracesNot}</p> : <Found place={place} />}
    </section>
  );
}

function Found({ place }: { place: NonNullable<ReturnType<typeof behind>> }) {
  const { f } = useI18n();
  const a = useAlertsText();
  const { data, error } = useQuery(behindQuery(place));
  return (
    <>
      <p className={styles["note"]}>{a.tracesFrom(f.moment(place.from))} {place.q !== undefined && <code>{place.q}</code>}</p>
      {error !== null && data === undefined && <p className={styles["quiet"]}>{a.tracesFailed}</p>}
      {data === undefined && error === null && <div className={styles["waiting"]}><Skeleton width="70%" /><Skeleton width="60%" /></div>}
      {data?.traces.length === 0 && <p className={styles["quiet"]}>{a.tracesNone}</p>}
      <ul className={styles["behind"]}>
        {data?.traces.map((trace) => (
          <li key={trace.trace_id}>
            <Link to="/admin/monitoring/traces/$traceId" params={{ traceId: trace.trace_id }} search={{ ...(place.project === undefined ? {} : { project: place.project }) }}>
              <StatusGlyph status={trace.status} /><strong>{trace.name}</strong><time dateTime={trace.start_time}>{f.time(trace.start_time)}</time>
              <p>{trace.error_message === null ? f.duration(trace.duration_ns / 1e6) : plainError(trace.error_message)}</p>
            </Link>
          </li>
        ))}
      </ul>
      <Link to="/admin/monitoring/traces" search={place} className={styles["all"]}>{data === undefined ? a.tracesOpen : a.tracesAll(f.count(data.total))}<Icon name="arrowRight" size={14} /></Link>
    </>
  );
}
