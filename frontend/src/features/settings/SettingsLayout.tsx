import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useAdminText } from "@/i18n/admin";
import { Icon } from "@/ui/Icon";
import { Refused } from "./Refused";
import { GROUPS, SECTIONS } from "./sections";
import styles from "./Settings.module.css";

/** The settings with their own navigation: a column beside the page, or a strip above it that scrolls. */
export function SettingsLayout({ children }: { children: ReactNode }) {
  const a = useAdminText();
  const { search } = useScope();
  const role = useQuery(sessionQuery).data?.user.role;
  const pathname = useLocation({ select: (location) => location.pathname });
  const nav = useRef<HTMLElement>(null);
  const here = SECTIONS.find((section) => pathname.startsWith(section.to));

  // On a phone the strip shows four of eight: the open one must be among them.
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (current !== null && current !== undefined && nav.current !== null) nav.current.scrollLeft = current.offsetLeft - 60;
  }, [pathname, role]);

  if (role === undefined) return null;
  return (
    <div className={styles["layout"]}>
      <nav ref={nav} aria-label={a.settings.title} className={styles["nav"]}>
        {GROUPS.map((group) => {
          const open = SECTIONS.filter((section) => section.group === group && may(role, section.needs));
          if (open.length === 0) return null;
          return (
            <div key={group} className={styles["group"]}>
              <h2>{a.settings.groups[group]}</h2>
              <ul>
                {open.map((section) => (
                  <li key={section.id}>
                    <Link to={section.to} search={scopeOf(search)} activeOptions={{ includeSearch: false }} className={styles["item"]}><Icon name={section.icon} />{a.settings.names[section.id]}</Link>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </nav>
      <div className={styles["content"]}>
        {here !== undefined && !may(role, here.needs) ? <Refused needs={here.needs} has={role} name={a.settings.names[here.id]} /> : children}
      </div>
    </div>
  );
}
