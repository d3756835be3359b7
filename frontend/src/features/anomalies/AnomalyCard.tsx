import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useSteady } from "@/features/scope/steady";
import { useAnalyticsText } from "@/i18n/analytics";
import { useFeedText } from "@/i18n/feed";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { anomaliesQuery, lastWeek } from "./queries";
import { timesOf } from "./words";
import styles from "./Anomalies.module.css";

const FEW = 3;

/** The latest anomalies in a few lines, for the Overview. Says nothing where the server cannot tell. */
export function AnomalyCard() {
  const { f, zone } = useI18n();
  const a = useAnalyticsText();
  const w = useFeedText();
  const { window: range, scopeKey, search, epoch } = useScope();
  const query = useQuery(anomaliesQuery(lastWeek(range).window, zone));
  const data = useSteady(query.data, scopeKey, query.isPlaceholderData);
  const scope = scopeOf(search);
  if (data === undefined && query.error !== null) return null;
  return (
    <section className={styles["compact"]} aria-label={a.sections.anomalies} aria-busy={data === undefined}>
      <header>
        <h2>{a.sections.anomalies}</h2>
        {data !== undefined && data.anomalies.length > 0 && <Link className="link" to="/admin/monitoring/anomalies" search={scope}>{data.anomalies.length > FEW ? w.anomalies.all(f.count(data.anomalies.length)) : w.anomalies.open}</Link>}
      </header>
      {data === undefined && <p><Skeleton width="70%" /></p>}
      {data?.anomalies.length === 0 && <p className={styles["calm"]}><Icon name="check" />{w.anomalies.none}</p>}
      <ul>
        {data?.anomalies.slice(0, FEW).map((one) => (
          <li key={one.id}>
            <Link to="/admin/monitoring/traces" search={{ ...scope, range: undefined, from: one.link.start_time, to: one.link.end_time, q: one.link.q }} data-severity={one.severity}>
              <Icon name="alert" size={14} />
              <span>{w.anomalies.heading(w.anomalies.metricOf[one.metric][one.direction], one.name)}</span>
              <b>{timesOf(one, w, f)}</b>
              <time dateTime={one.since} title={f.dateTime(one.since)}>{f.ago(one.since, epoch)}</time>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
