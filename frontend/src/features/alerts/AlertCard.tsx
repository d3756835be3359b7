import { Link } from "@tanstack/react-router";
import type { Alert } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { Icon } from "@/ui/Icon";
import { AlertActs } from "./AlertActs";
import { Labels, SeenBy, Value } from "./AlertParts";
import { behind } from "./queries";
import type { Group } from "./groups";
import { SeverityGlyph } from "./Severity";
import styles from "./Alerts.module.css";

interface Props { group: Group; now: number; mayAct: boolean }

/** Alerts of one name and severity. */
export function GroupCard({ group, now, mayAct }: Props) {
  const a = useAlertsText();
  return (
    <section className={styles["group"]} data-severity={group.severity} aria-label={`${group.name}, ${a.severity[group.severity]}`}>
      <header>
        <SeverityGlyph severity={group.severity} />
        <h3>{group.name}</h3>
        <small>{a.severity[group.severity]}{group.alerts.length > 1 && ` · ${a.instances(group.alerts.length)}`}</small>
      </header>
      <ul>{group.alerts.map((alert) => <AlertRow key={alert.fingerprint || JSON.stringify(alert.labels)} alert={alert} now={now} mayAct={mayAct} />)}</ul>
    </section>
  );
}

function AlertRow({ alert, now, mayAct }: { alert: Alert; now: number; mayAct: boolean }) {
  const { f } = useI18n();
  const a = useAlertsText();
  const { search } = useScope();
  const traces = behind(alert, search.project, now);
  return (
    <li className={styles["row"]}>
      <div className={styles["told"]}>
        {alert.fingerprint === ""
          ? <strong>{alert.summary}</strong>
          : <Link to="/admin/monitoring/alerts/$fingerprint" params={{ fingerprint: alert.fingerprint }} search={scopeOf(search)} className={styles["summary"]}>{alert.summary}</Link>}
        <p className={styles["facts"]}>
          <time dateTime={alert.since} title={f.dateTime(alert.since)}>{a.since(f.ago(alert.since, now))}</time>
          {alert.value !== null && <span>{a.value} <b><Value alert={alert} /></b></span>}
          <Labels labels={alert.labels} />
        </p>
        <SeenBy alert={alert} now={now} />
      </div>
      <div className={styles["rowActs"]}>
        {alert.has_runbook && <Link to="/admin/monitoring/alerts/runbooks/$name" params={{ name: alert.name }} search={scopeOf(search)} className={styles["way"]}><Icon name="log" size={14} />{a.runbook}</Link>}
        {traces !== null && <Link to="/admin/monitoring/traces" search={traces} className={styles["way"]}><Icon name="traces" size={14} />{a.traces}</Link>}
        {mayAct && <AlertActs alert={alert} />}
      </div>
    </li>
  );
}
