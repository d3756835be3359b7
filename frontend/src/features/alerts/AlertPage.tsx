import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Alert } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { buttonClass } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Notice, Skeleton } from "@/ui/Feedback";
import { Hint } from "@/ui/Hint";
import { Icon } from "@/ui/Icon";
import { useNow } from "@/ui/useNow";
import { AlertActs } from "./AlertActs";
import { Labels, Notified, SeenBy, Value } from "./AlertParts";
import { BehindTraces } from "./BehindTraces";
import { AlertsFrame, useMayAct } from "./Frame";
import { alertsQuery } from "./queries";
import { RunbookText } from "./RunbookText";
import { SeverityTag } from "./Severity";
import { MissingSources } from "./Sources";
import styles from "./Alerts.module.css";

/** One alert: what is wrong, what to do, and the traces behind it, for whoever is woken by it. */
export function AlertPage({ fingerprint }: { fingerprint: string }) {
  const a = useAlertsText();
  const { search, epoch } = useScope();
  const query = useQuery(alertsQuery(epoch));
  const { data, error } = query;
  const alert = data?.alerts.find((one) => one.fingerprint === fingerprint);
  return (
    <AlertsFrame {...(alert === undefined ? {} : { title: alert.name })}>
      {error !== null && data === undefined && <div className={styles["panel"]}><Failure error={error} onRetry={() => void query.refetch()} /></div>}
      {data === undefined && error === null && <div className={styles["panel"]} aria-busy="true"><div className={styles["waiting"]}><Skeleton width="30%" /><Skeleton width="60%" /></div></div>}
      {data !== undefined && <MissingSources sources={data.sources} />}
      {data !== undefined && alert === undefined && data.sources.alertmanager === "ok" && (
        <div className={styles["panel"]}>
          <Notice icon="check" title={a.gone} lead={a.goneLead} actions={<Link to="/admin/monitoring/alerts/history" search={scopeOf(search)} className={buttonClass("primary")}>{a.toHistory}</Link>} />
        </div>
      )}
      {alert !== undefined && <Detail alert={alert} asked={data?.sources.alertmanager === "ok"} />}
    </AlertsFrame>
  );
}

function Detail({ alert, asked }: { alert: Alert; asked: boolean }) {
  const now = useNow(5000);
  const mayAct = useMayAct();
  const a = useAlertsText();
  return (
    <>
      <Facts alert={alert} now={now} />
      <div className={styles["beside"]}>
        <section className={styles["panel"]} aria-label={a.runbook}>{alert.has_runbook ? <RunbookText name={alert.name} /> : <p className={styles["quiet"]}>{a.noBook}</p>}</section>
        <BehindTraces alert={alert} now={now} />
      </div>
      {mayAct && asked ? <div className={styles["bar"]}><AlertActs alert={alert} big /></div> : asked && <p className={styles["viewer"]}>{a.viewer}</p>}
    </>
  );
}

/** What an alert says: also above the runbook that a notice links to. */
export function Facts({ alert, now, linked = false }: { alert: Alert; now: number; linked?: boolean }) {
  const { f } = useI18n();
  const a = useAlertsText();
  const { search } = useScope();
  return (
    <section className={styles["facts2"]} data-severity={alert.severity} aria-label={alert.summary}>
      <header>
        <SeverityTag severity={alert.severity} />
        <span className={styles["state"]}>{a.state[alert.state]}</span>
        <span className={styles["name"]}>{alert.name}</span>
        {!linked && <CopyButton text={() => window.location.href} label={a.copyLink} />}
      </header>
      <h2>{linked && alert.fingerprint !== "" ? <Link to="/admin/monitoring/alerts/$fingerprint" params={{ fingerprint: alert.fingerprint }} search={scopeOf(search)}>{alert.summary}<Icon name="arrowRight" size={14} /></Link> : alert.summary}</h2>
      {alert.description !== "" && <p>{alert.description}</p>}
      <SeenBy alert={alert} now={now} />
      <dl>
        <div><dt>{a.started}</dt><dd><time dateTime={alert.since}>{f.ago(alert.since, now)}</time><small>{f.time(alert.since)}</small></dd></div>
        {alert.value !== null && <div><dt>{a.value}<Hint text={a.valueHint} /></dt><dd><Value alert={alert} /></dd></div>}
        {(alert.notified.length > 0 || alert.state !== "firing") && <div className={styles["wide"]}><dt>{a.notified}</dt><dd className={styles["small"]}><Notified alert={alert} /></dd></div>}
        {Object.keys(alert.labels).length > 0 && <div className={styles["wide"]}><dt>{a.labels}</dt><dd><Labels labels={alert.labels} /></dd></div>}
      </dl>
    </section>
  );
}
