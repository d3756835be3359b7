import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import type { Role } from "@/api/types";
import { isShown, programsQuery } from "@/features/frames/queries";
import { capabilitiesQuery } from "@/features/scope/capabilities";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useI18n } from "@/i18n/I18n";
import { Icon, Mark, type IconName } from "@/ui/Icon";
import styles from "./AppShell.module.css";

/**
 * The places of the product, in order; the command palette lists them, too. `needs`: the role a place is for. `ability`: what the AgentOps
 * server must be able to do. `program`: what must be switched on, and open to this person. What does not fit is left out: a link that leads nowhere is worse than none.
 */
export const SECTIONS = [
  {
    id: "monitoring",
    places: [
      { id: "overview", to: "/admin/monitoring", icon: "overview" },
      { id: "analytics", to: "/admin/monitoring/analytics", icon: "analytics", ability: "aggregate", also: ["/admin/monitoring/anomalies", "/admin/monitoring/money"] },
      { id: "replay", to: "/admin/monitoring/replay", icon: "replay" },
      { id: "traces", to: "/admin/monitoring/traces", icon: "traces" },
      { id: "alerts", to: "/admin/monitoring/alerts", icon: "bell" },
      { id: "dashboards", to: "/admin/monitoring/dashboards", icon: "gauge" },
      { id: "grafana", to: "/admin/monitoring/grafana", icon: "board", program: "grafana" },
    ],
  },
  {
    id: "models",
    places: [
      { id: "chat", to: "/chat", icon: "chat", needs: "operator" },
    ],
  },
  {
    id: "system",
    places: [
      { id: "status", to: "/admin/status", icon: "pulse" },
      { id: "langfuse", to: "/admin/langfuse", icon: "llm", program: "langfuse" },
      { id: "programs", to: "/admin/programs", icon: "plug" },
      { id: "settings", to: "/admin/settings", icon: "settings" },
    ],
  },
] as const satisfies readonly { id: string; places: readonly Place[] }[];

interface Place { id: string; to: string; icon: IconName; needs?: Role; ability?: string; program?: string; /** Pages of it with addresses of their own. */ also?: readonly string[] }

/** The sections with the places that this person and this server have. */
export function usePlaces() {
  const role = useQuery(sessionQuery).data?.user.role;
  const abilities = useQuery(capabilitiesQuery).data?.capabilities;
  const { data: programs } = useQuery({ ...programsQuery, staleTime: 60_000, retry: false });
  return useMemo(() => {
    // Until the server has said what it can do, it is taken for ours, which can do everything.
    const fits = ({ needs = "viewer", ability, program }: Place) =>
      role !== undefined && may(role, needs) && (ability === undefined || abilities?.includes(ability) !== false) && (program === undefined || isShown(programs?.find(({ name }) => name === program)));
    return SECTIONS.map(({ id, places }) => ({ id, places: (places as readonly (typeof places)[number][]).filter(fits) })).filter(({ places }) => places.length > 0);
  }, [role, abilities, programs]);
}

export function Navigation({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const { t } = useI18n();
  const { search } = useScope();
  const sections = usePlaces();
  const pathname = useLocation({ select: (location) => location.pathname });
  const bar = useRef<HTMLElement>(null);

  // On a phone the bar scrolls sideways: where one is must be in view.
  useEffect(() => {
    bar.current?.querySelector("[aria-current=page], [data-within=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname, sections]);

  return (
    <nav ref={bar} aria-label={t.nav.label} className={styles["nav"]}>
      <div className={styles["brand"]}><Mark /><span className={styles["label"]}>{t.product}</span></div>
      {sections.map((section) => (
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
                  data-within={item.id !== "overview" && [item.to, ...("also" in item ? item.also : [])].some((place) => pathname.startsWith(place))}
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
