import { useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { AccountMenu } from "./AccountMenu";
import { Navigation } from "./Navigation";
import { ProjectPicker } from "./ProjectPicker";
import { RangePicker } from "./RangePicker";
import { RefreshControl } from "./RefreshControl";
import { placeOf } from "./place";
import styles from "./AppShell.module.css";

const ShortcutsDialog = lazy(async () => ({ default: (await import("./ShortcutsDialog")).ShortcutsDialogContent }));
const NARROW = "portal.nav";

function readNarrow(): boolean {
  try {
    return localStorage.getItem(NARROW) === "narrow";
  } catch {
    return false;
  }
}

export function AppShell({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const { search, refresh } = useScope();
  const navigate = useNavigate();
  const place = placeOf(useLocation({ select: (location) => location.pathname }));
  const [help, setHelp] = useState(false);
  const [narrow, setNarrow] = useState(readNarrow);

  const toggle = () => {
    setNarrow(!narrow);
    try {
      localStorage.setItem(NARROW, narrow ? "wide" : "narrow");
    } catch {
      // Forbidden storage: the choice lasts until the page is closed.
    }
  };

  useShortcuts({
    "g o": () => void navigate({ to: "/admin/monitoring", search: scopeOf(search) }),
    "g t": () => void navigate({ to: "/admin/monitoring/traces", search: scopeOf(search) }),
    "g c": () => void navigate({ to: "/chat", search: scopeOf(search) }),
    "g s": () => void navigate({ to: "/admin/settings", search: scopeOf(search) }),
    "g h": () => void navigate({ to: "/admin/status", search: scopeOf(search) }),
    r: refresh,
    "?": () => setHelp(true),
  });

  return (
    <div className={cx(styles["shell"], narrow && styles["narrow"])}>
      <a href="#content" className={styles["skip"]}>{t.skip}</a>
      <Navigation narrow={narrow} onToggle={toggle} />
      <header className={styles["top"]}>
        {place.project ? <ProjectPicker /> : <span className={styles["place"]}>{t.nav[place.name]}</span>}
        <span className={styles["spacer"]} />
        {place.time && <><RangePicker /><RefreshControl /><span className={cx(styles["divider"], styles["wide"])} /></>}
        <AccountMenu onHelp={() => setHelp(true)} />
      </header>
      <main id="content" tabIndex={-1} className={styles["main"]}>{children}</main>
      {help && <Suspense><ShortcutsDialog onClose={() => setHelp(false)} /></Suspense>}
    </div>
  );
}
