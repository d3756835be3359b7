import { DEFAULT_PRESET, type ScreenSearch } from "@/features/scope/search";

export interface GrafanaSearch {
  /** The dashboard; "all": Grafana from its own front page. */
  board?: string | undefined;
  menus?: "shown" | undefined;
}

export function readGrafanaSearch(raw: Record<string, unknown>): GrafanaSearch {
  const { board, menus } = raw;
  return {
    ...(typeof board === "string" && /^[\w-]{1,60}$/u.test(board) ? { board } : {}),
    ...(menus === "shown" ? { menus } : {}),
  };
}

/** The page of Grafana to show: what stands behind its path in the proxy. */
export function insideGrafana(board: string | undefined, withMenus: boolean, theme: "light" | "dark", search: ScreenSearch): string {
  const query = new URLSearchParams({ theme });
  if (board === undefined || board === "all") return `?${query.toString()}`;
  const fixed = search.from !== undefined && search.to !== undefined;
  query.set("from", fixed ? String(Date.parse(search.from ?? "")) : `now-${search.range ?? DEFAULT_PRESET}`);
  query.set("to", fixed ? String(Date.parse(search.to ?? "")) : "now");
  query.set("refresh", "30s");
  // Without its menus the range is chosen in the portal's own bar.
  return `d/${board}?${withMenus ? "" : "kiosk&_dash.hideTimePicker=true&"}${query.toString()}`;
}
