import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { AuditPage } from "@/features/settings/audit/AuditPage";
import type { AuditSearch } from "@/features/settings/audit/search";

const route = getRouteApi("/admin/settings/audit");

export default function AuditRoute() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback((part: Partial<AuditSearch>) => void navigate({ search: (now) => ({ ...now, ...part }), replace: true, resetScroll: false }), [navigate]);
  return <AuditPage search={search} onSearch={change} />;
}
