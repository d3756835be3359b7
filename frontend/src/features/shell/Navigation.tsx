import { Link, useLocation } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { Icon, Mark, type IconName } from "@/ui/Icon";
import styles from "./AppShell.module.css";

/**
 * The places of the product, in order. Analytics, Replay, Grafana and Alerts join the monitoring section, Chat gets one of
 * its own, each when it works: a link that leads nowhere is worse than none.
 */
const SECTIONS = [
  {
    id: "monitoring",
    places: [
      { id: "overview", to: "/admin/monitoring", icon: "overview" },
      { id: "traces", to: "/admin/monitoring/traces", icon: "traces" },
    ],
  },
  {
    id: "system",
    places: [
      { id: "status", to: "/admin/status", icon: "pulse" },
      { id: "settings", to: "/admin/settings", icon: "settings" },
    ],
  },
] as const satisfies readonly { id: string; places: readonly { id: string; to: string; icon: IconName }[] }[];

export function Navigation({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const { t } = useI18n();
  const { search } = useScope();
  const pathname = useLocation({ select: (location) => location.pathname });

  return (
    <nav aria-label={t.nav.label} className={styles["nav"]}>
      <div className={styles["brand"]}><Mark /><span className={styles["label"]}>{t.product}</span></div>
      {SECTIONS.map((section) => (
        <div key={section.id} className={styles["part"]}>
          <h2 className={styles["section"]}>{t.nav[section.id]}</h2>
          <ul className={styles["items"]}>
            {section.places.map((item) => (
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
        </div>
      ))}
      <div className={styles["foot"]}>
        <button type="button" className={styles["item"]} onClick={onToggle} aria-label={narrow ? t.nav.expand : t.nav.collapse} title={narrow ? t.nav.expand : undefined}>
          <Icon name="panel" />
          <span className={styles["label"]}>{t.nav.collapse}</span>
        </button>
      </div>
    </nav>
  );
}
