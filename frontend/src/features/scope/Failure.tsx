import { useRouter } from "@tanstack/react-router";
import { ApiFailure } from "@/api/client";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { CodeBlock, Notice, Small } from "@/ui/Feedback";

/** What went wrong with a request, and what to do about it. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: (() => void) | undefined }) {
  const { t } = useI18n();
  const kind = error instanceof ApiFailure ? error.kind : "server";
  const requestId = error instanceof ApiFailure ? error.requestId : null;
  const retry = onRetry === undefined ? undefined : <Button look="primary" onClick={onRetry}>{t.common.retry}</Button>;
  const id = requestId === null ? null : <Small>{t.errors.requestId}: <span className="mono">{requestId}</span></Small>;

  switch (kind) {
    case "agentops_away":
      return (
        <Notice icon="alert" tone="bad" title={t.errors.agentops} lead={t.errors.agentopsLead} actions={retry}>
          <CodeBlock code={"./scripts/health-check.sh\n./scripts/up.sh --detach"} />
          {id}
        </Notice>
      );
    case "portal_away":
      return <Notice icon="alert" tone="bad" title={t.errors.portal} lead={t.errors.portalLead} actions={retry}><CodeBlock code="./scripts/up.sh --detach" /></Notice>;
    case "forbidden":
      return <Notice icon="alert" tone="bad" title={t.errors.forbidden} lead={t.errors.forbiddenLead}>{id}</Notice>;
    case "unauthenticated":
      // The shell is already on its way to the sign-in page.
      return null;
    case "not_found":
    case "throttled":
    case "rejected":
      return <Notice icon="alert" tone="bad" title={t.errors.rejected} lead={error.message} actions={retry}>{id}</Notice>;
    case "server":
      return <Notice icon="alert" tone="bad" title={t.errors.server} lead={t.errors.serverLead} actions={retry}>{id ?? <Small>{error.message}</Small>}</Notice>;
  }
}

/** The last net: a defect in drawing must not leave an empty page. */
export function Crash({ error: thrown }: { error: unknown }) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { t } = useI18n();
  const router = useRouter();
  if (error instanceof ApiFailure) return <Failure error={error} onRetry={() => void router.invalidate()} />;
  return (
    <Notice icon="alert" tone="bad" title={t.errors.crash} lead={t.errors.crashLead} actions={<Button look="primary" onClick={() => window.location.reload()}>{t.errors.reload}</Button>}>
      <CodeBlock code={`${error.name}: ${error.message}`} />
    </Notice>
  );
}
