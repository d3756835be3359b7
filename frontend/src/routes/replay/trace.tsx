import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { PlayerPage } from "@/features/replay/PlayerPage";
import type { ReplaySearch } from "@/features/replay/search";

const route = getRouteApi("/admin/monitoring/replay/$traceId");

export default function ReplayTraceRoute() {
  const { traceId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback((part: Partial<ReplaySearch>) => void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }), [navigate]);
  return <PlayerPage key={traceId} of={{ traceId }} search={search} onSearch={change} />;
}
