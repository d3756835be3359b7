import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { GrafanaPage } from "@/features/grafana/GrafanaPage";

const route = getRouteApi("/admin/monitoring/grafana");

export default function GrafanaRoute() {
  const search = route.useSearch();
  const navigate = useNavigate();
  return <GrafanaPage chosen={search} onChoose={(change) => void navigate({ to: ".", search: (now) => ({ ...now, board: undefined, menus: undefined, ...change }), resetScroll: false })} />;
}
