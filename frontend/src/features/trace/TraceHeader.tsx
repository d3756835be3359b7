import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { TraceSummary } from "@/api/types";
import { neighbours } from "@/features/scope/lastList";
import { useScope } from "@/features/scope/Scope";
import { scopeOf, withoutTrace } from "@/features/scope/search";
import { useRole } from "@/features/session/useRole";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { announce } from "@/ui/Announcer";
import { Button, buttonClass, IconButton } from "@/ui/Button";
import { copyText, CopyButton } from "@/ui/CopyButton";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem } from "@/ui/Menu";
import { plainError } from "@/ui/plainError";
import { Segmented } from "@/ui/Segmented";
import { StatusLabel } from "@/ui/Status";
import type { KindShare } from "./criticalPath";
import { HeldUp } from "./HeldUp";
import styles from "./Trace.module.css";

const ShareDialog = lazy(async () => ({ default: (await import("@/features/share/ShareDialog")).ShareDialog }));
const ExportDialog = lazy(async () => ({ default: (await import("@/features/export/ExportDialog")).ExportDialog }));

function Step({ to, icon, label }: { to: string | undefined; icon: "chevronUp" | "chevronDown"; label: string }) {
  const { search } = useScope();
  if (to === undefined) return null;
  return (
    <Link to="/admin/monitoring/traces/$traceId" params={{ traceId: to }} search={withoutTrace(search)} className={buttonClass("quiet", true)} aria-label={label} title={label}>
      <Icon name={icon} size={14} />
    </Link>
  );
}

/** Where one came from, and what can be done with this trace. */
export function Crumbs({ traceId, trace }: { traceId: string; trace: TraceSummary | undefined }) {
  const { t } = useI18n();
  const w = useTraceText();
  const { search, setSearch } = useScope();
  const role = useRole();
  const { before, after } = neighbours(traceId);
  const [open, setOpen] = useState<"share" | "export" | null>(null);
  const close = () => setOpen(null);
  const copy = () => void copyText(window.location.href).then((done) => { if (done) announce(t.common.copied); });
  return (
    <div className={styles["crumbs"]}>
      <Link to="/admin/monitoring/traces" search={withoutTrace(search)} className={styles["back"]}><Icon name="arrowLeft" size={14} />{t.trace.back}</Link>
      <Step to={before} icon="chevronUp" label={t.trace.previous} />
      <Step to={after} icon="chevronDown" label={t.trace.next} />
      <span className={styles["gap"]} />
      <span className={styles["id"]}><span className="mono" title={t.trace.id}>{traceId}</span><CopyButton text={traceId} label={t.trace.copyId} /></span>
      <Segmented label={w.panes} value={search.as ?? "waterfall"} onChange={(as) => setSearch({ as: as === "graph" ? as : undefined })} options={(["waterfall", "graph"] as const).map((value) => ({ value, label: w[value] }))} />
      <Link to="/admin/monitoring/replay/$traceId" params={{ traceId }} search={scopeOf(search)} preload={false} className={buttonClass("plain", true)}><Icon name="play" size={14} />{t.nav.replay}</Link>
      <Link to="/admin/monitoring/traces/compare" search={{ ...scopeOf(search), a: traceId }} className={buttonClass("plain", true)}><Icon name="panel" size={14} />{w.compare}</Link>
      {role !== undefined && role !== "viewer" && <Button small onClick={() => setOpen("share")}><Icon name="link" size={14} />{w.share}</Button>}
      <Menu trigger={<IconButton small icon="more" label={w.actions} />}>
        <MenuItem onSelect={() => setOpen("export")}><Icon name="download" />{w.export}</MenuItem>
        <MenuItem onSelect={copy}><Icon name="copy" />{w.copyLink}</MenuItem>
      </Menu>
      <Suspense>
        {open === "share" && <ShareDialog traceId={traceId} name={trace?.name ?? traceId} project={search.project} onClose={close} />}
        {open === "export" && trace !== undefined && <ExportDialog what={{ trace }} project={search.project} onClose={close} />}
      </Suspense>
    </div>
  );
}

interface TitleProps { trace: TraceSummary | undefined; shares: readonly KindShare[]; children?: ReactNode }

/** What a trace is, how it ended and what it took. `children` stand above: crumbs, or whose link this is. */
export function TraceHeader({ trace, shares, children }: TitleProps) {
  const { t, f } = useI18n();
  return (
    <header className={styles["head"]}>
      {children}
      <div className={styles["titleLine"]}>
        <h1>{trace?.name ?? <Skeleton width="16rem" height="1.75rem" />}</h1>
        {trace !== undefined && <StatusLabel status={trace.status} chip />}
        {trace !== undefined && <time className={styles["started"]} dateTime={trace.start_time} title={t.trace.started}>{f.dateTime(trace.start_time)}</time>}
      </div>
      {trace?.error_message != null && trace.error_message !== "" && <p className={styles["problem"]} title={trace.error_message}>{plainError(trace.error_message)}</p>}
      <dl className={styles["facts"]}>
        {trace === undefined ? <Fact name={t.common.loading}><Skeleton width="30rem" height="1.36rem" /></Fact> : <Facts trace={trace} />}
        <HeldUp shares={shares} />
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div className={styles["fact"]}><dt>{name}</dt><dd>{children}</dd></div>;
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
      {trace.agents.length > 0 && <Fact name={t.trace.agent}><span title={f.list(trace.agents)}>{f.list(trace.agents)}</span></Fact>}
    </>
  );
}
