import { Link, useLocation } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { Icon, Mark, type IconName } from "@/ui/Icon";
import styles from "./AppShell.module.css";

/**
 * The places of the product, in order. Analytics, Replay, Grafana and Alerts join the monitoring section, Chat, Settings
 * and Status get sections of their own, each when it works: a link that leads nowhere is worse than none.
 */
const MONITORING = [
  { id: "overview", to: "/admin/monitoring", icon: "overview" },
  { id: "traces", to: "/admin/monitoring/traces", icon: "traces" },
] as const satisfies readonly { id: string; to: string; icon: IconName }[];

export function Navigation({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const { t } = useI18n();
  const { search } = useScope();
  const pathname = useLocation({ select: (location) => location.pathname });

  return (
    <nav aria-label={t.nav.label} className={styles["nav"]}>
      <div className={styles["brand"]}><Mark /><span className={styles["label"]}>{t.product}</span></div>
      <h2 className={styles["section"]}>{t.nav.monitoring}</h2>
      <ul className={styles["items"]}>
        {MONITORING.map((item) => (
          <li key={item.id}>
            <Link
              to={item.to}
              search={scopeOf(search)}
              activeOptions={{ exact: true, includeSearch: false }}
              className={styles["item"]}
              data-within={item.id !== "overview" && pathname.startsWith(item.to)}
              title={narrow ? t.nav[item.id] : undefined}
            >
              <Icon name={item.icon} />
              <span className={styles["label"]}>{t.nav[item.id]}</span>
              {narrow && <span className="visually-hidden">{t.nav[item.id]}</span>}
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles["foot"]}>
        <button type="button" className={styles["item"]} onClick={onToggle} aria-label={narrow ? t.nav.expand : t.nav.collapse} title={narrow ? t.nav.expand : undefined}>
          <Icon name="panel" />
          <span className={styles["label"]}>{t.nav.collapse}</span>
        </button>
      </div>
    </nav>
  );
}
