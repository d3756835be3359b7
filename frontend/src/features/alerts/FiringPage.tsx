import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { Banner, Notice, Skeleton } from "@/ui/Feedback";
import { useNow } from "@/ui/useNow";
import { GroupCard } from "./AlertCard";
import { AlertsFrame, useMayAct } from "./Frame";
import { partsOf } from "./groups";
import { alertsQuery } from "./queries";
import { MissingSources } from "./Sources";
import styles from "./Alerts.module.css";

const TestDialog = lazy(async () => ({ default: (await import("./TestDialog")).TestDialog }));

/** What fires now, and what is about to: the gravest first. */
export function FiringPage() {
  const { t, f } = useI18n();
  const a = useAlertsText();
  const { epoch } = useScope();
  const now = useNow(5000);
  const mayAct = useMayAct();
  const [testing, setTesting] = useState(false);
  const query = useQuery(alertsQuery(epoch));
  const { data, error } = query;
  const asked = data?.sources.alertmanager === "ok";
  const parts = partsOf(data?.alerts ?? []);
  const firing = data?.alerts.filter((alert) => alert.state === "firing") ?? [];
  const count = (severity: "critical" | "warning" | "info") => firing.filter((alert) => alert.severity === severity).length;
  const seen = firing.filter((alert) => alert.acknowledged !== null).length;
  const watching = data?.sources.prometheus === "ok";

  return (
    <AlertsFrame
      {...(firing.length > 0 ? { lead: [a.summary(count("critical"), count("warning"), count("info")), ...(seen > 0 ? [a.looked(seen)] : [])].join(" · ") } : {})}
      actions={mayAct && asked ? <Button onClick={() => setTesting(true)}>{a.test}</Button> : undefined}
    >
      {error !== null && data !== undefined && <Banner>{t.errors.stale(f.time(query.dataUpdatedAt))}</Banner>}
      {error !== null && data === undefined && <div className={styles["panel"]}><Failure error={error} onRetry={() => void query.refetch()} /></div>}
      {data === undefined && error === null && <div className={styles["group"]} aria-busy="true"><div className={styles["waiting"]}><Skeleton width="30%" /><Skeleton width="60%" /></div></div>}
      {data !== undefined && <MissingSources sources={data.sources} />}
      {watching && parts.length === 0 && <div className={styles["panel"]}><Notice icon="check" title={a.quiet} lead={a.quietLead} /></div>}
      {parts.map((part) => (
        <section key={part.state} className={styles["part"]} aria-label={a.group[part.state]}>
          {(part.state !== "firing" || parts.length > 1) && <h2>{a.group[part.state]}</h2>}
          {part.groups.map((group) => <GroupCard key={`${group.severity}${group.name}`} group={group} now={now} mayAct={mayAct && asked} />)}
        </section>
      ))}
      {testing && <Suspense><TestDialog onClose={() => setTesting(false)} /></Suspense>}
    </AlertsFrame>
  );
}
