import { useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { useScope } from "@/features/scope/Scope";
import { PaletteOpening, type Typed } from "@/features/palette/PaletteOpening";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { AccountMenu } from "./AccountMenu";
import { Navigation, usePlaces } from "./Navigation";
import { ProjectPicker } from "./ProjectPicker";
import { RangePicker } from "./RangePicker";
import { RefreshControl } from "./RefreshControl";
import { placeOf } from "./place";
import { useSignOut } from "./useSignOut";
import styles from "./AppShell.module.css";

const ShortcutsDialog = lazy(async () => ({ default: (await import("./ShortcutsDialog")).ShortcutsDialogContent }));
const Palette = lazy(async () => ({ default: (await import("@/features/palette/Palette")).Palette }));
const NOTHING_TYPED: Typed = { text: "", run: false };
const NARROW = "portal.nav";
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

function readNarrow(): boolean {
  try {
    return localStorage.getItem(NARROW) === "narrow";
  } catch {
    return false;
  }
}

export function AppShell({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const places = usePlaces();
  const { leave, leaving } = useSignOut();
  const { search, refresh } = useScope();
  const navigate = useNavigate();
  const place = placeOf(useLocation({ select: (location) => location.pathname }));
  const [help, setHelp] = useState(false);
  const [finds, setFinds] = useState(false);
  const [typed, setTyped] = useState(NOTHING_TYPED);
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
    "g a": () => void navigate({ to: "/admin/monitoring/analytics", search: scopeOf(search) }),
    "g t": () => void navigate({ to: "/admin/monitoring/traces", search: scopeOf(search) }),
    "g l": () => void navigate({ to: "/admin/monitoring/alerts", search: scopeOf(search) }),
    "g d": () => void navigate({ to: "/admin/monitoring/dashboards", search: scopeOf(search) }),
    "g c": () => void navigate({ to: "/chat", search: scopeOf(search) }),
    "g s": () => void navigate({ to: "/admin/settings", search: scopeOf(search) }),
    "g h": () => void navigate({ to: "/admin/status", search: scopeOf(search) }),
    r: refresh,
    "?": () => setHelp(true),
  });

  // Not a shortcut of the page: it works while one types, too.
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || (!event.ctrlKey && !event.metaKey) || event.shiftKey || event.altKey) return;
      if (document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      setTyped(NOTHING_TYPED);
      setFinds(true);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);

  const destinations = places.flatMap((section) => section.places.map(({ id, to, icon }) => ({ id, to, icon, label: t.nav[id] })));
  if (leaving) return <main className={styles["leaving"]}><p role="status">{t.account.signingOut}</p></main>;
  return (
    <div className={cx(styles["shell"], narrow && styles["narrow"])}>
      <a href="#content" className={styles["skip"]}>{t.skip}</a>
      <Navigation narrow={narrow} onToggle={toggle} />
      <header className={styles["top"]}>
        {place.project ? <ProjectPicker /> : <span className={styles["place"]}>{t.nav[place.name]}</span>}
        <span className={styles["spacer"]} />
        <button type="button" className={styles["find"]} onClick={() => { setTyped(NOTHING_TYPED); setFinds(true); }} aria-label={t.nav.find} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" /><span>{t.nav.find}</span><kbd>{IS_APPLE ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        {place.time && <><RangePicker /><RefreshControl /><span className={cx(styles["divider"], styles["wide"])} /></>}
        <AccountMenu onHelp={() => setHelp(true)} onLeave={leave} />
      </header>
      <main id="content" tabIndex={-1} className={styles["main"]}>{children}</main>
      {finds && (
        <Suspense fallback={<PaletteOpening label={t.nav.find} onTyped={setTyped} onClose={() => setFinds(false)} />}>
          <Palette places={destinations} acts={{ help: () => setHelp(true), signOut: leave }} onClose={() => setFinds(false)} begun={typed} />
        </Suspense>
      )}
      {help && <Suspense><ShortcutsDialog onClose={() => setHelp(false)} /></Suspense>}
    </div>
  );
}
