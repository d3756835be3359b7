import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { LoginForm } from "@/features/session/LoginForm";
import { safeReturn } from "@/features/session/session";
import { useI18n } from "@/i18n/I18n";

const route = getRouteApi("/login");

export default function LoginPage() {
  const { next, reason, problem } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { t } = useI18n();

  useEffect(() => {
    document.title = `${t.login.title} · ${t.product}`;
  }, [t]);

  return (
    <LoginForm
      reason={reason}
      problem={problem}
      next={safeReturn(next)}
      onSignedIn={() => {
        // Nothing of the session before may be shown to who comes now.
        queryClient.clear();
        router.history.push(safeReturn(next));
      }}
    />
  );
}
