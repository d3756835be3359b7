import { getRouteApi, Outlet, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { ScopeProvider, type Scope } from "@/features/scope/Scope";
import { AppShell } from "@/features/shell/AppShell";

const route = getRouteApi("/admin");

export default function ShellPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const setSearch = useCallback<Scope["setSearch"]>(
    (change, options) => {
      void navigate({ to: ".", search: (now) => ({ ...now, ...change }), replace: options?.replace ?? false, resetScroll: false });
    },
    [navigate],
  );
  return (
    <ScopeProvider search={search} setSearch={setSearch}>
      <AppShell><Outlet /></AppShell>
    </ScopeProvider>
  );
}
