import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { ComparePage } from "@/features/compare/ComparePage";
import type { CompareSearch } from "@/features/compare/search";

const route = getRouteApi("/admin/monitoring/traces/compare");

export default function CompareRoute() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback((part: Partial<CompareSearch>, replace = false) => void navigate({ search: (now) => ({ ...now, ...part }), replace, resetScroll: false }), [navigate]);
  return <ComparePage search={search} onSearch={change} />;
}
