import { Link } from "@tanstack/react-router";
import type { Alert } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { Icon } from "@/ui/Icon";
import { Tag, Tags } from "@/ui/Tag";
import { valueText } from "./groups";
import styles from "./Alerts.module.css";

export function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  return <Tags>{Object.entries(labels).map(([name, value]) => <Tag key={name}><span className={styles["labelName"]}>{name}</span>{value}</Tag>)}</Tags>;
}

export function Value({ alert }: { alert: Alert }) {
  const { language } = useI18n();
  return alert.value === null ? null : <>{valueText(alert.value, language)}</>;
}

export function SeenBy({ alert, now }: { alert: Alert; now: number }) {
  const { f } = useI18n();
  const a = useAlertsText();
  if (alert.acknowledged === null) return null;
  const { name, note, at } = alert.acknowledged;
  return (
    <p className={styles["seen"]}>
      <Icon name="user" size={14} />
      <span><b>{a.seenBy(name, f.ago(at, now))}</b>{note !== "" && <> · {note}</>}</span>
    </p>
  );
}

/** Who hears of it and how often, or why nobody does. */
export function Notified({ alert }: { alert: Alert }) {
  const a = useAlertsText();
  const { search } = useScope();
  if (alert.state === "inhibited" || alert.state === "silenced" || alert.state === "pending") {
    return (
      <>
        <p>{a.stateNote[alert.state]}</p>
        {alert.inhibited_by.map((one) => (
          <p key={one.fingerprint}>{a.explainedBy} <Link to="/admin/monitoring/alerts/$fingerprint" params={{ fingerprint: one.fingerprint }} search={scopeOf(search)} className="link">{one.name === "" ? one.fingerprint : one.name}</Link></p>
        ))}
      </>
    );
  }
  if (alert.notified.length === 0) return null;
  return alert.notified.map((one) => (
    <p key={one.receiver} className={one.channels.length === 0 ? styles["nobody"] : undefined}>
      {one.channels.length === 0 ? a.tellsNobody : a.tellsTo(one.channels.map((channel) => a.channels[channel] ?? channel).join(", "))}
      {one.channels.length > 0 && one.repeats_s !== null && `; ${a.again(a.every(one.repeats_s))}`}
    </p>
  ));
}
