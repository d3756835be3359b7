import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { TraceSummary } from "@/api/types";
import { neighbours } from "@/features/scope/lastList";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { buttonClass } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { plainError } from "@/ui/plainError";
import { StatusLabel } from "@/ui/Status";
import styles from "./Trace.module.css";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div className={styles["fact"]}><dt>{name}</dt><dd>{children}</dd></div>;
}

function Step({ to, icon, label }: { to: string | undefined; icon: "chevronUp" | "chevronDown"; label: string }) {
  const { search } = useScope();
  if (to === undefined) return null;
  return (
    <Link to="/admin/monitoring/traces/$traceId" params={{ traceId: to }} search={{ ...search, span: undefined }} className={buttonClass("quiet", true)} aria-label={label} title={label}>
      <Icon name={icon} size={14} />
    </Link>
  );
}

export function TraceHeader({ traceId, trace }: { traceId: string; trace: TraceSummary | undefined }) {
  const { t, f } = useI18n();
  const { search } = useScope();
  const { before, after } = neighbours(traceId);
  return (
    <header className={styles["head"]}>
      <div className={styles["crumbs"]}>
        <Link to="/admin/monitoring/traces" search={{ ...search, span: undefined, view: undefined }} className={styles["back"]}><Icon name="arrowLeft" size={14} />{t.trace.back}</Link>
        <Step to={before} icon="chevronUp" label={t.trace.previous} />
        <Step to={after} icon="chevronDown" label={t.trace.next} />
        <span className={styles["gap"]} />
        <span className={styles["id"]}><span className="mono" title={t.trace.id}>{traceId}</span><CopyButton text={traceId} label={t.trace.copyId} /></span>
        <Link to="/admin/monitoring/replay/$traceId" params={{ traceId }} search={scopeOf(search)} preload={false} className={buttonClass("plain", true)}><Icon name="play" size={14} />{t.nav.replay}</Link>
        <CopyButton text={() => window.location.href} caption={t.common.copyLink} />
      </div>
      <div className={styles["titleLine"]}>
        <h1>{trace?.name ?? <Skeleton width="16rem" height="1.75rem" />}</h1>
        {trace !== undefined && <StatusLabel status={trace.status} chip />}
        {trace !== undefined && <time className={styles["started"]} dateTime={trace.start_time} title={t.trace.started}>{f.dateTime(trace.start_time)}</time>}
      </div>
      {trace?.error_message != null && trace.error_message !== "" && <p className={styles["problem"]} title={trace.error_message}>{plainError(trace.error_message)}</p>}
      <dl className={styles["facts"]}>{trace === undefined ? <Fact name={t.common.loading}><Skeleton width="30rem" height="1.36rem" /></Fact> : <Facts trace={trace} />}</dl>
    </header>
  );
}

function Facts({ trace }: { trace: TraceSummary }) {
  const { t, f } = useI18n();
  return (
    <>
      <Fact name={t.trace.latency}>{f.duration(trace.duration_ns / 1e6)}</Fact>
      <Fact name={t.trace.cost}>
        {f.money(trace.cost_usd)}
        {trace.unpriced_calls > 0 && <small className={styles["warn"]} title={t.overview.unpricedHelp}>{t.overview.unpriced(trace.unpriced_calls)}</small>}
      </Fact>
      <Fact name={t.trace.tokens}>
        {f.count(trace.total_tokens)}
        {trace.total_tokens > 0 && <small>{t.trace.tokensSplit(f.count(trace.prompt_tokens), f.count(trace.completion_tokens))}{trace.cached_tokens > 0 && ` · ${t.trace.cachedSplit(f.count(trace.cached_tokens))}`}</small>}
      </Fact>
      {trace.ttft_ms !== null && <Fact name={t.trace.ttft}>{f.duration(trace.ttft_ms)}</Fact>}
      {trace.models.length > 0 && <Fact name={t.trace.model}><span title={f.list(trace.models)}>{f.list(trace.models)}</span></Fact>}
      {trace.user !== null && <Fact name={t.trace.user}><span title={trace.user}>{trace.user}</span></Fact>}
      {trace.agents.length > 0 && <Fact name={t.trace.agent}><span>{f.list(trace.agents)}</span></Fact>}
    </>
  );
}
