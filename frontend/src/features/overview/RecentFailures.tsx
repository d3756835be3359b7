import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { plainError } from "@/ui/plainError";
import { StatusGlyph } from "@/ui/Status";
import { failuresQuery } from "./queries";
import styles from "./Overview.module.css";

export function RecentFailures() {
  const { t, f } = useI18n();
  const { window: range, search, epoch } = useScope();
  const { data } = useQuery(failuresQuery(range));
  const scope = scopeOf(search);
  return (
    <section className={styles["panel"]}>
      <div className={styles["panelHead"]}>
        <h2>{t.overview.failures.title}</h2>
        <div className={styles["tools"]}><Link className={styles["more"]} to="/admin/monitoring/traces" search={{ ...scope, status: "ERROR" }}>{t.overview.failures.all}</Link></div>
      </div>
      {data === undefined && [0, 1, 2].map((row) => <div key={row} className={styles["failure"]}><Skeleton width="50%" /><Skeleton width="3rem" /><p><Skeleton width="80%" /></p></div>)}
      {data?.traces.length === 0 && <p className={styles["quiet"]}>{t.overview.failures.empty}</p>}
      <ul>
        {data?.traces.map((trace) => (
          <li key={trace.trace_id}>
            <Link className={styles["failure"]} to="/admin/monitoring/traces/$traceId" params={{ traceId: trace.trace_id }} search={{ ...scope, status: "ERROR" }}>
              <strong><StatusGlyph status="ERROR" />{trace.name}</strong>
              <time dateTime={trace.start_time} title={f.dateTime(trace.start_time)}>{f.ago(trace.start_time, epoch)}</time>
              <p>{trace.error_message === null ? (trace.input_preview ?? trace.trace_id) : plainError(trace.error_message)}</p>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
