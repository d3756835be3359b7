import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Alert } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { alertsQuery } from "./queries";
import styles from "./Overview.module.css";

const FEW = 3;
const ALERTS = "/admin/monitoring/alerts";

/** What fires now, the gravest first, whatever time is looked at. */
export function Alerts() {
  const { t } = useI18n();
  const { search } = useScope();
  const { data, error } = useQuery(alertsQuery);
  const scope = scopeOf(search);
  const w = t.overview.alerts;
  const firing = data?.alerts.filter(({ state }) => state === "firing") ?? [];
  const silenced = data?.alerts.filter(({ state }) => state === "silenced").length ?? 0;
  const away = data === undefined ? error !== null : data.sources.alertmanager === "down" || data.sources.prometheus === "down";
  const off = data?.sources.alertmanager === "off" && data.sources.prometheus === "off";
  return (
    <section className={styles["panel"]} aria-label={w.title} aria-busy={data === undefined && error === null}>
      <div className={styles["panelHead"]}>
        <h2>{w.title}{firing.length > 0 && <span className={styles["badge"]}>{firing.length}</span>}</h2>
        <div className={styles["tools"]}>
          {silenced > 0 && <span className={styles["aside"]}>{w.quiet(silenced)}</span>}
          {!off && <Link className={styles["more"]} to={ALERTS} search={scope}>{w.all}</Link>}
        </div>
      </div>
      {data === undefined && error === null && <div className={styles["failure"]}><Skeleton width="60%" /><Skeleton width="3rem" /></div>}
      {off && <Calm icon="info" title={w.off} lead={w.offLead} />}
      {away && firing.length === 0 && <Calm icon="alert" title={w.down} lead={w.downLead} />}
      {data !== undefined && !off && !away && firing.length === 0 && <Calm icon="check" title={w.none} />}
      <ul>{firing.slice(0, FEW).map((alert) => <Firing key={alert.fingerprint} alert={alert} />)}</ul>
      {firing.length > FEW && <p className={styles["rest"]}>{w.more(firing.length - FEW)}</p>}
    </section>
  );
}

function Firing({ alert }: { alert: Alert }) {
  const { t, f } = useI18n();
  const { search, epoch } = useScope();
  const w = t.overview.alerts;
  return (
    <li>
      <Link className={styles["failure"]} to={ALERTS} search={scopeOf(search)} data-severity={alert.severity}>
        <strong><Icon name="alert" size={14} /><span>{alert.name}</span><span className="visually-hidden">{w.severity[alert.severity]}</span></strong>
        <time dateTime={alert.since} title={f.dateTime(alert.since)}>{f.ago(alert.since, epoch)}</time>
        <p>{alert.acknowledged === null ? alert.summary : `${w.seen(alert.acknowledged.name)} · ${alert.summary}`}</p>
      </Link>
    </li>
  );
}

function Calm({ icon, title, lead }: { icon: "check" | "info" | "alert"; title: string; lead?: string }) {
  const { t } = useI18n();
  const { search } = useScope();
  return (
    <div className={styles["calm"]} data-look={icon}>
      <Icon name={icon} />
      <p>{title}{lead !== undefined && <small>{lead} <Link to="/admin/status" search={scopeOf(search)} className="link">{t.overview.alerts.status}</Link></small>}</p>
    </div>
  );
}
