import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { PickerPage } from "@/features/replay/PickerPage";
import type { ReplayListSearch } from "@/features/replay/search";

const route = getRouteApi("/admin/monitoring/replay");

export default function ReplayListRoute() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback((part: ReplayListSearch) => void navigate({ search: (now) => ({ ...now, ...part }), resetScroll: false }), [navigate]);
  return <PickerPage search={search} onSearch={change} />;
}
