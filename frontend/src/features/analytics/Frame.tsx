import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { useScope } from "@/features/scope/Scope";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { keptOf } from "./panel";
import { SECTIONS, type PlaceId } from "./sections";
import styles from "./Analytics.module.css";

interface Props { place: PlaceId; title: string; sub?: ReactNode; tools?: ReactNode; children: ReactNode }

/** Heading, the row of sections, and one section. */
export function AnalyticsFrame({ place, title, sub, tools, children }: Props) {
  const { t } = useI18n();
  const a = useAnalyticsText();
  const { search } = useScope();
  const role = useQuery(sessionQuery).data?.user.role;
  const row = useRef<HTMLElement>(null);
  const kept = keptOf(search);

  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title, t]);

  // On a phone the row scrolls: the open section must be in view.
  useEffect(() => {
    const current = row.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (current != null && row.current !== null) row.current.scrollLeft = current.offsetLeft - 48;
  }, [place, role]);

  return (
    <div className={styles["page"]}>
      <header className={styles["top"]}>
        <h1>{title}</h1>
        {sub !== undefined && <span className={styles["sub"]}>{sub}</span>}
        {tools !== undefined && <div className={styles["topTools"]}>{tools}</div>}
      </header>
      <nav ref={row} aria-label={a.sectionsLabel} className={styles["sections"]}>
        {SECTIONS.map((id) => (id === "performance"
          ? <Link key={id} to="/admin/monitoring/analytics" search={kept} activeOptions={{ exact: true, includeSearch: false }} className={styles["section"]}>{a.sections[id]}</Link>
          : <Link key={id} to="/admin/monitoring/analytics/$section" params={{ section: id }} search={kept} activeOptions={{ exact: true, includeSearch: false }} className={styles["section"]}>{a.sections[id]}</Link>))}
        <Link to="/admin/monitoring/anomalies" search={kept} activeOptions={{ exact: true, includeSearch: false }} className={styles["section"]}>{a.sections.anomalies}</Link>
        {role !== undefined && may(role, "operator") && <Link to="/admin/monitoring/money" search={kept} activeOptions={{ exact: true, includeSearch: false }} className={styles["section"]}>{a.sections.money}</Link>}
      </nav>
      {children}
    </div>
  );
}
