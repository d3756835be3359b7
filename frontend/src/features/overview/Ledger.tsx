import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { IngestStatus, Metrics } from "@/api/types";
import { useTells } from "@/features/scope/capabilities";
import { useScope } from "@/features/scope/Scope";
import { scopeOf, type ScreenSearch } from "@/features/scope/search";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { Hint } from "@/ui/Hint";
import { ingestQuery } from "./queries";
import styles from "./Overview.module.css";

interface EntryProps {
  name: string;
  hint?: string;
  /** The traces behind the figure. */
  to?: ScreenSearch;
  children: ReactNode;
}

function Entry({ name, hint, to, children }: EntryProps) {
  const { t } = useI18n();
  const { search } = useScope();
  const figure = children ?? <Skeleton width="3.5rem" height="1.36rem" />;
  return (
    <div className={styles["entry"]}>
      <dt>{name}{hint !== undefined && <Hint text={hint} />}</dt>
      <dd>{to === undefined || children === undefined ? figure : <Link to="/admin/monitoring/traces" search={{ ...scopeOf(search), ...to }} title={t.overview.seeTraces(name)}>{figure}</Link>}</dd>
    </div>
  );
}

export function Ledger({ metrics }: { metrics: Metrics | undefined }) {
  const { t, f } = useI18n();
  const tells = useTells();
  const now = metrics?.totals;
  const most: ScreenSearch = { sort: "tokens", order: "desc" };
  return (
    <dl className={styles["ledger"]}>
      <Entry name={t.overview.tokens} to={most}>{now && f.compact(now.total_tokens)}</Entry>
      <Entry name={t.overview.input} to={most}>{now && f.compact(now.prompt_tokens)}</Entry>
      <Entry name={t.overview.output} to={most}>{now && f.compact(now.completion_tokens)}</Entry>
      {tells("metrics", "totals.cached_tokens") && (
        <Entry name={t.overview.cached} to={{ q: "has:cached" }}>
          {now && <>{f.compact(now.cached_tokens)}{now.prompt_tokens > 0 && now.cached_tokens > 0 && <small>{f.percent(now.cached_tokens / now.prompt_tokens)}</small>}</>}
        </Entry>
      )}
      {now !== undefined && now.reasoning_tokens > 0 && <Entry name={t.overview.reasoning} to={{ q: "has:reasoning" }}>{f.compact(now.reasoning_tokens)}</Entry>}
      {tells("metrics", "totals.avg_ttft_ms") && (
        <Entry name={t.overview.ttft} to={{ q: "has:ttft" }}>
          {now && <>{f.duration(now.avg_ttft_ms)}{now.p95_ttft_ms !== null && <small>{t.overview.p95(f.duration(now.p95_ttft_ms))}</small>}</>}
        </Entry>
      )}
      <Lost />
    </dl>
  );
}

function ingestNote(status: IngestStatus, t: ReturnType<typeof useI18n>["t"], f: ReturnType<typeof useI18n>["f"]): string | null {
  if (status.dead_lettered_spans > 0) return t.overview.deadLetters(f.count(status.dead_lettered_spans));
  const pending = status.waiting_spans ?? 0;
  return pending > 0 && status.spool_bytes > 0 ? t.overview.pending(f.count(pending)) : null;
}

function Lost() {
  const { t, f } = useI18n();
  const { window: range, epoch, search } = useScope();
  const role = useQuery(sessionQuery).data?.user.role;
  const { data, error } = useQuery(ingestQuery(range.project, epoch));
  const lost = data?.lost_spans;
  const hint = error !== null && data === undefined ? t.overview.ingestUnknown : (lost ?? 0) > 0 ? t.overview.lostSome : t.overview.lostNone;
  const note = data === undefined ? null : ingestNote(data, t, f);
  return (
    <Entry name={t.overview.lost} hint={hint}>
      {data === undefined ? (error === null ? undefined : f.count(null)) : (
        <>
          <Link to="/admin/status" search={scopeOf(search)} className={(lost ?? 0) > 0 ? styles["failedCount"] : undefined}>{f.count(lost)}</Link>
          {note !== null && (data.dead_lettered_spans > 0 && role !== undefined && may(role, "operator")
            ? <small><Link to="/admin/settings/dead-letters" search={scopeOf(search)} className={styles["warn"]}>{note}</Link></small>
            : <small className={data.dead_lettered_spans > 0 ? styles["warn"] : undefined}>{note}</small>)}
        </>
      )}
    </Entry>
  );
}
