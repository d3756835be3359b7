import type { AlertSources } from "@/api/types";
import { useAlertsText } from "@/i18n/alerts";
import { CodeBlock, Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import styles from "./Alerts.module.css";

const INSTALL = "./scripts/up.sh --yes --detach";
const LOOK = "./scripts/health-check.sh\n./scripts/up.sh --detach";

/** What is missing of the two programs behind the alerts, and the command that mends it. */
export function MissingSources({ sources }: { sources: AlertSources }) {
  const a = useAlertsText();
  const { alertmanager, prometheus } = sources;
  if (alertmanager === "off" && prometheus === "off") return <div className={styles["panel"]}><Notice icon="bell" title={a.bothOff} lead={a.bothOffLead}><CodeBlock code={INSTALL} /></Notice></div>;
  const told = [
    prometheus === "off" ? { title: a.prometheusOff, lead: a.prometheusOffLead, code: INSTALL } : prometheus === "down" ? { title: a.prometheusDown, lead: a.prometheusDownLead, code: LOOK } : null,
    alertmanager === "off" ? { title: a.off, lead: a.offLead, code: INSTALL } : alertmanager === "down" ? { title: a.down, lead: a.downLead, code: LOOK } : null,
  ].filter((one) => one !== null);
  return told.map((one) => (
    <div key={one.title} role="alert" className={styles["missing"]}>
      <Icon name="alert" />
      <div><strong>{one.title}</strong><p>{one.lead}</p></div>
      <CodeBlock code={one.code} />
    </div>
  ));
}
