import { Outlet, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { ScopeProvider, type Scope } from "@/features/scope/Scope";
import type { ScreenSearch } from "@/features/scope/search";
import { AppShell } from "@/features/shell/AppShell";

/** Around every page of those who are signed in: below /admin and /chat. */
export default function ShellPage() {
  const search: ScreenSearch = useSearch({ strict: false });
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
