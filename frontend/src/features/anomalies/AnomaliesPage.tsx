import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Anomalies, Anomaly } from "@/api/analytics";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useSteady } from "@/features/scope/steady";
import { useAnalyticsText } from "@/i18n/analytics";
import { useFeedText } from "@/i18n/feed";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { Banner, Notice, Skeleton } from "@/ui/Feedback";
import { Icon, type IconName } from "@/ui/Icon";
import { Panel } from "@/ui/Page";
import { Segmented } from "@/ui/Segmented";
import { Tag } from "@/ui/Tag";
import { anomaliesQuery, lastWeek } from "./queries";
import { Ruler } from "./Ruler";
import { amountOf, sentenceOf, timesOf } from "./words";
import styles from "./Anomalies.module.css";

const METRICS = ["all", "volume", "errors", "latency", "cost"] as const;
type Shown = (typeof METRICS)[number];
const ICONS: Record<Anomaly["metric"], IconName> = { volume: "pulse", errors: "alert", latency: "clock", cost: "coin" };

/** What was out of the ordinary, each with the numbers that say so and the traces behind it. */
export function AnomaliesList() {
  const { t, f, zone } = useI18n();
  const a = useAnalyticsText();
  const w = useFeedText();
  const { window: range, scopeKey, refresh } = useScope();
  const [shown, setShown] = useState<Shown>("all");
  const looked = lastWeek(range);
  const query = useQuery(anomaliesQuery(looked.window, zone));
  const data = useSteady(query.data, scopeKey, query.isPlaceholderData);
  const found = data?.anomalies.filter((one) => shown === "all" || one.metric === shown);

  const save = () => {
    const header = [w.anomalies.column.severity, w.anomalies.column.subject, w.anomalies.column.name, w.anomalies.column.metric, w.anomalies.column.since, w.anomalies.column.until, w.anomalies.column.value, w.anomalies.column.usual, w.anomalies.column.times, w.anomalies.column.score, w.anomalies.column.filter];
    download("anomalies.csv", toCsv(header, (found ?? []).map((one) => [one.severity, one.subject, one.name, one.metric, one.since, one.until, one.value, one.usual, one.times, one.score, one.link.q])));
  };

  if (data === undefined && query.error !== null) return <Panel><Failure error={query.error} onRetry={refresh} /></Panel>;
  return (
    <>
      {query.error !== null && data !== undefined && <Banner>{t.errors.stale(f.time(data.end_time))}</Banner>}
      <div className={styles["bar"]}>
        <Segmented label={w.anomalies.show} value={shown} onChange={setShown} options={METRICS.map((value) => ({ value, label: value === "all" ? t.common.all : w.anomalies.metrics[value] }))} />
        <span className={styles["looked"]}>{data !== undefined && w.anomalies.looked(f.count(data.models), f.count(data.agents), f.period(data.start_time, data.end_time))}</span>
        <IconButton small icon="download" label={`${t.common.download}: ${a.sections.anomalies}`} onClick={save} disabled={found === undefined || found.length === 0} />
      </div>
      {looked.cut && <p className={styles["note"]}>{w.anomalies.lastWeek}</p>}
      <section aria-label={a.sections.anomalies} aria-busy={data === undefined} className={styles["list"]}>
        {data === undefined && [0, 1, 2].map((row) => <div key={row} className={styles["card"]}><Skeleton width="40%" /><Skeleton width="70%" /></div>)}
        {found?.map((one) => <AnomalyItem key={one.id} anomaly={one} />)}
        {data !== undefined && found?.length === 0 && <Nothing data={data} filtered={shown !== "all"} onAll={() => setShown("all")} />}
      </section>
      {data !== undefined && data.learning.length > 0 && <Learning data={data} />}
      {data?.complete === false && <p className={styles["note"]}>{w.anomalies.busiest}</p>}
      <details className={styles["how"]}><summary>{w.anomalies.how}</summary><p>{w.anomalies.howLead}</p></details>
    </>
  );
}

function Nothing({ data, filtered, onAll }: { data: Anomalies; filtered: boolean; onAll: () => void }) {
  const w = useFeedText();
  const { t } = useI18n();
  if (filtered && data.anomalies.length > 0) return <Panel><Notice icon="check" title={w.anomalies.noneOfKind} actions={<Button onClick={onAll}>{t.common.all}</Button>} /></Panel>;
  if (data.models + data.agents === 0) return <Panel><Notice icon="pulse" title={w.anomalies.nothingKnown} lead={w.anomalies.nothingKnownLead} /></Panel>;
  return <Panel><Notice icon="check" title={w.anomalies.none} lead={w.anomalies.noneLead} /></Panel>;
}

function Learning({ data }: { data: Anomalies }) {
  const w = useFeedText();
  return (
    <Panel title={w.anomalies.learning} lead={w.anomalies.learningLead} padded>
      <ul className={styles["learning"]}>{data.learning.map((one) => <li key={`${one.subject} ${one.name}`}><Tag>{w.anomalies.subjects[one.subject]}</Tag> {one.name}</li>)}</ul>
    </Panel>
  );
}

export function AnomalyItem({ anomaly: one }: { anomaly: Anomaly }) {
  const { f } = useI18n();
  const w = useFeedText();
  const { search } = useScope();
  const scope = scopeOf(search);
  const behind = { ...scope, range: undefined, from: one.link.start_time, to: one.link.end_time };
  const times = timesOf(one, w, f);
  return (
    <article className={styles["card"]} data-severity={one.severity} aria-label={`${w.anomalies.metrics[one.metric]}: ${one.name}`}>
      <header>
        <span className={styles["icon"]}><Icon name={ICONS[one.metric]} /></span>
        <h2>{w.anomalies.heading(w.anomalies.metricOf[one.metric][one.direction], one.name)}</h2>
        <Tag tone={one.severity === "critical" ? "bad" : "warn"}>{w.anomalies.severity[one.severity]}</Tag>
        <Tag>{w.anomalies.subjects[one.subject]}</Tag>
        <span className={styles["when"]}>
          <time dateTime={one.since}>{one.until === null ? w.anomalies.lasts(f.moment(one.since)) : f.period(one.since, one.until)}</time>
        </span>
      </header>
      <div className={styles["body"]}>
        <div>
          <p className={styles["said"]}>{sentenceOf(one, w, f)}{times !== null && <>{" "}<strong>{times}</strong></>}</p>
          <p className={styles["why"]}>
            {w.anomalies.usual(amountOf(one, one.usual, f), amountOf(one, one.usual_low, f), amountOf(one, one.usual_high, f), w.anomalies.compared[one.compared_with](one.compared_hours))}{" "}
            {w.anomalies.scored(String(Number(one.score.toFixed(1))))} {w.anomalies.worst(f.moment(one.worst_at))}
          </p>
        </div>
        <Ruler anomaly={one} />
      </div>
      <footer>
        <Link className="link" to="/admin/monitoring/traces" search={{ ...behind, q: one.link.q }}>{w.anomalies.traces}</Link>
        <Link className="link" to="/admin/monitoring/analytics" search={{ ...behind, q: one.link.q.split(" ")[0] }}>{w.anomalies.figures}</Link>
        <code className={styles["filter"]}>{one.link.q}</code>
      </footer>
    </article>
  );
}
