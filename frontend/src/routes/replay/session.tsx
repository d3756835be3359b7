import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { PlayerPage } from "@/features/replay/PlayerPage";
import type { ReplaySearch } from "@/features/replay/search";

const route = getRouteApi("/admin/monitoring/replay/session/$sessionId");

export default function ReplaySessionRoute() {
  const { sessionId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback((part: Partial<ReplaySearch>) => void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }), [navigate]);
  return <PlayerPage key={sessionId} of={{ sessionId }} search={search} onSearch={change} />;
}
