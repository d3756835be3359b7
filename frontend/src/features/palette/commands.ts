import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { listViews } from "@/api/endpoints";
import { useScope } from "@/features/scope/Scope";
import { DEFAULT_PRESET, PRESETS, REFRESH, scopeOf } from "@/features/scope/search";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { SECTIONS } from "@/features/settings/sections";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { usePaletteText } from "@/i18n/palette";
import type { IconName } from "@/ui/Icon";
import { chooseTheme, useTheme } from "@/ui/theme";

export type Group = "traces" | "pages" | "settings" | "views" | "project" | "range" | "screen" | "acts";

export interface Command {
  id: string;
  group: Group;
  label: string;
  /** Other words it is found by: its English name in the Korean screen, say. */
  others?: string;
  note?: string | undefined;
  icon: IconName;
  /** Drawn with a tick: what is chosen at present. */
  isNow?: boolean;
  run: () => void;
}

export interface Destination { id: string; to: string; label: string; icon: IconName }

export interface PaletteActs { help: () => void; signOut: () => void }

/** Everything the palette can do without asking the server, but for the saved views. `places`: where the navigation leads. */
export function useCommands(places: readonly Destination[], acts: PaletteActs): Command[] {
  return [...usePlaceCommands(places), ...useScopeCommands(), ...useScreenCommands(), ...useActs(acts)];
}

function usePlaceCommands(places: readonly Destination[]): Command[] {
  const a = useAdminText();
  const p = usePaletteText();
  const { t } = useI18n();
  const { search, project } = useScope();
  const navigate = useNavigate();
  const role = useQuery(sessionQuery).data?.user.role ?? "viewer";
  const views = useQuery({ queryKey: ["views", project?.id], queryFn: ({ signal }) => listViews(project?.id, signal), enabled: project !== undefined, staleTime: 30_000, retry: false }).data ?? [];
  const go = (to: string, more: Record<string, string> = {}) => void navigate({ to, search: { ...scopeOf(search), ...more } });
  return [
    ...places.map(({ id, to, label, icon }): Command => ({ id: `page-${id}`, group: "pages", label, others: id, icon, run: () => go(to) })),
    { id: "page-account", group: "pages", label: t.account.own, others: "account password sessions", icon: "user", run: () => go("/admin/account") },
    ...views.flatMap((view): Command[] => {
      const place = places.find(({ id }) => id === view.page);
      return place === undefined ? [] : [{ id: `view-${view.id}`, group: "views", label: view.name, note: view.mine ? place.label : p.shared(view.owner), icon: place.icon, run: () => go(place.to, view.state) }];
    }),
    ...SECTIONS.filter(({ needs }) => may(role, needs)).map(({ id, to, icon }): Command => ({ id: `settings-${id}`, group: "settings", label: a.settings.names[id], others: `${id} settings`, icon, run: () => go(to) })),
  ];
}

function useScopeCommands(): Command[] {
  const p = usePaletteText();
  const { t } = useI18n();
  const { search, setSearch, projects, project, refresh } = useScope();
  const preset = search.from === undefined ? (search.range ?? DEFAULT_PRESET) : undefined;
  return [
    ...(projects ?? []).map((one): Command => ({
      id: `project-${one.id}`, group: "project", label: p.project(one.name), others: `project ${one.environment}`, note: one.environment, icon: "folder", isNow: one.id === project?.id,
      run: () => setSearch({ project: one.id, span: undefined, model: undefined }),
    })),
    ...PRESETS.map((one): Command => ({
      id: `range-${one}`, group: "range", label: p.range(t.scope.presets[one]), others: `time range last ${one}`, icon: "clock", isNow: one === preset,
      run: () => setSearch({ range: one, from: undefined, to: undefined }),
    })),
    { id: "refresh", group: "acts", label: t.scope.refresh, others: "refresh reload", note: "r", icon: "refresh", run: refresh },
    ...REFRESH.map((one): Command => ({
      id: `refresh-${one}`, group: "acts", label: p.refreshEvery(one === "off" ? t.scope.off : t.scope.every(Number(one))), others: "auto refresh live", icon: "refresh",
      run: () => setSearch({ refresh: one }),
    })),
  ];
}

function useScreenCommands(): Command[] {
  const p = usePaletteText();
  const a = useAdminText();
  const { t, language, setLanguage, times, setTimes } = useI18n();
  const theme = useTheme();
  const themes = [["system", t.account.themeSystem, "screen"], ["light", t.account.themeLight, "sun"], ["dark", t.account.themeDark, "moon"]] as const;
  return [
    ...themes.map(([value, name, icon]): Command => ({ id: `theme-${value}`, group: "screen", label: p.theme(name), others: `theme ${value} mode`, icon, isNow: theme === value, run: () => chooseTheme(value) })),
    ...([["ko", "한국어"], ["en", "English"]] as const).map(([value, name]): Command => ({
      id: `language-${value}`, group: "screen", label: p.language(name), others: "language korean english 언어", icon: "globe", isNow: language === value, run: () => setLanguage(value),
    })),
    ...([["relative", a.account.timesRelative], ["absolute", a.account.timesAbsolute]] as const).map(([value, name]): Command => ({
      id: `times-${value}`, group: "screen", label: p.times(name), others: `times ${value}`, icon: "clock", isNow: times === value, run: () => setTimes(value),
    })),
  ];
}

function useActs({ help, signOut }: PaletteActs): Command[] {
  const p = usePaletteText();
  return [
    { id: "help", group: "acts", label: p.shortcuts, others: "help keyboard shortcuts", note: "?", icon: "keyboard", run: help },
    { id: "link", group: "acts", label: p.copyLink, others: "copy link address share", icon: "link", run: () => void navigator.clipboard.writeText(window.location.href) },
    { id: "sign-out", group: "acts", label: p.signOut, others: "sign out log out", icon: "signOut", run: signOut },
  ];
}
