import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { sessionQuery } from "@/features/session/session";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { Announcer } from "@/ui/Announcer";
import styles from "./Alerts.module.css";

const SECTIONS = [
  { id: "firing", to: "/admin/monitoring/alerts" },
  { id: "history", to: "/admin/monitoring/alerts/history" },
  { id: "silences", to: "/admin/monitoring/alerts/silences" },
  { id: "runbooks", to: "/admin/monitoring/alerts/runbooks" },
] as const;

/** Whether this account may change anything: the server refuses viewers, so they are shown no buttons for it. */
export function useMayAct(): boolean {
  const role = useQuery(sessionQuery).data?.user.role;
  return role === "operator" || role === "admin";
}

interface Props { title?: string; lead?: string; actions?: ReactNode; children: ReactNode }

/** The pages about alerts, with the way from one to the other. */
export function AlertsFrame({ title, lead, actions, children }: Props) {
  const { t } = useI18n();
  const a = useAlertsText();
  const { search } = useScope();
  const shown = title ?? a.title;
  useEffect(() => { document.title = `${shown} · ${t.product}`; }, [shown, t]);
  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        <div><h1>{a.title}</h1>{lead !== undefined && <p>{lead}</p>}</div>
        {actions !== undefined && <div className={styles["headActs"]}>{actions}</div>}
      </header>
      <nav aria-label={a.sectionsLabel} className={styles["sections"]}>
        {SECTIONS.map((section) => <Link key={section.id} to={section.to} search={scopeOf(search)} activeOptions={{ exact: true, includeSearch: false }}>{a.sections[section.id]}</Link>)}
      </nav>
      {children}
      <Announcer />
    </div>
  );
}
