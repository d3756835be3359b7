import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAlertsText } from "@/i18n/alerts";
import { Skeleton } from "@/ui/Feedback";
import { useNow } from "@/ui/useNow";
import { Facts } from "./AlertPage";
import { AlertActs } from "./AlertActs";
import { BehindTraces } from "./BehindTraces";
import { AlertsFrame, useMayAct } from "./Frame";
import { alertsQuery, runbooksQuery } from "./queries";
import { RunbookText } from "./RunbookText";
import { SeverityGlyph } from "./Severity";
import styles from "./Alerts.module.css";

/** Where the link of a notice leads: the runbook, and beside it whether the alert still fires and what can be done about it. */
export function RunbookPage({ name }: { name: string }) {
  const a = useAlertsText();
  const { epoch } = useScope();
  const now = useNow(5000);
  const mayAct = useMayAct();
  const { data } = useQuery(alertsQuery(epoch));
  const alerts = data?.alerts.filter((alert) => alert.name === name);
  const asked = data?.sources.alertmanager === "ok";
  const first = alerts?.[0];
  return (
    <AlertsFrame title={`${name} · ${a.runbook}`}>
      <div className={styles["beside"]}>
        <section className={styles["panel"]} aria-label={a.runbook}><RunbookText name={name} /></section>
        <div className={styles["aside"]}>
          {alerts === undefined ? <Skeleton height="4rem" /> : alerts.length === 0 && <p className={styles["calm"]}>{a.firesNot}</p>}
          {alerts?.map((alert) => (
            <div key={alert.fingerprint || JSON.stringify(alert.labels)} className={styles["aside"]}>
              <Facts alert={alert} now={now} linked />
              {mayAct && asked && <AlertActs alert={alert} />}
            </div>
          ))}
          {first !== undefined && <BehindTraces alert={first} now={now} />}
        </div>
      </div>
    </AlertsFrame>
  );
}

export function RunbooksPage() {
  const a = useAlertsText();
  const { search, epoch } = useScope();
  const [find, setFind] = useState("");
  const query = useQuery(runbooksQuery);
  const firing = useQuery(alertsQuery(epoch)).data?.alerts.filter((alert) => alert.state === "firing") ?? [];
  return (
    <AlertsFrame lead={a.runbooksLead}>
      <input type="search" aria-label={a.filter} placeholder={a.filter} value={find} onChange={(event) => setFind(event.target.value)} className={styles["find"]} />
      {query.error !== null && query.data === undefined && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      <ul className={styles["books"]} aria-busy={query.isPending}>
        {query.data?.filter((name) => name.toLowerCase().includes(find.toLowerCase())).map((name) => {
          const alert = firing.find((one) => one.name === name);
          return <li key={name}><Link to="/admin/monitoring/alerts/runbooks/$name" params={{ name }} search={scopeOf(search)}>{name}{alert !== undefined && <span><SeverityGlyph severity={alert.severity} />{a.firingNow}</span>}</Link></li>;
        })}
      </ul>
    </AlertsFrame>
  );
}
