import { ApiFailure } from "@/api/client";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import type { PanelState } from "./panel";
import styles from "./Analytics.module.css";

/** Why one panel has nothing to show, in its own room; the others go on. */
export function PanelFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useI18n();
  const a = useAnalyticsText();
  const failure = error instanceof ApiFailure ? error : null;
  const missing = failure?.code === "capability_missing";
  return (
    <div role="alert" className={styles["failure"]}>
      <Icon name="alert" />
      <div>
        <p>{textOf()}</p>
        {failure?.requestId != null && !missing && <small>{t.errors.requestId}: <span className="mono">{failure.requestId}</span></small>}
      </div>
      {!missing && <Button small onClick={onRetry}>{t.common.retry}</Button>}
    </div>
  );

  function textOf(): string {
    if (missing) return a.states.missing;
    switch (failure?.kind) {
      case "agentops_away": return failure.code === "agentops_timeout" ? a.states.late : t.errors.agentops;
      case "portal_away": return t.errors.portal;
      case "forbidden": return t.errors.forbidden;
      case "throttled": return a.states.busy;
      case "rejected":
      case "not_found": return failure.code === "invalid_filter" ? a.states.badFilter(failure.message) : failure.message;
      case "server":
      case "unauthenticated":
      case undefined: return t.errors.server;
    }
  }
}

/** What stands in for a panel's content: its failure, or that there is nothing. Undefined while there is something to show. */
export function insteadOf<T>(state: PanelState<T>, isEmpty: (data: T) => boolean, empty: string) {
  if (state.data === undefined) return state.error === null ? undefined : <PanelFailure error={state.error} onRetry={state.retry} />;
  return isEmpty(state.data) ? <p className={styles["quiet"]}>{empty}</p> : undefined;
}

/** Beside a heading: these figures are older than they should be. */
export function Stale({ state }: { state: PanelState<unknown> }) {
  const a = useAnalyticsText();
  return state.stale ? <span className={styles["stale"]} role="status"><Icon name="alert" size={14} />{a.states.stale}</span> : null;
}
