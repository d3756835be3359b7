import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiFailure } from "@/api/client";
import { getTraces } from "@/api/endpoints";
import { getSessions } from "@/api/replay";
import type { AgentSession, TraceSummary } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useSteady } from "@/features/scope/steady";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Notice, Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { plainError } from "@/ui/plainError";
import { Segmented } from "@/ui/Segmented";
import { StatusGlyph } from "@/ui/Status";
import { Tag } from "@/ui/Tag";
import type { ReplayListSearch } from "./search";
import styles from "./Picker.module.css";

const ROWS = 50;
const PAUSE_MS = 300;
const QUICK = [{ id: "all", q: "" }, { id: "agents", q: "has:agent" }, { id: "tools", q: "has:tool" }, { id: "failed", q: "status:error" }] as const;
type Kind = "traces" | "sessions";

interface Props { search: ReplayListSearch; onSearch: (change: ReplayListSearch) => void }

/** What can be played: the latest traces or sessions, each one press from playing. */
export function PickerPage({ search, onSearch }: Props) {
  const { t } = useI18n();
  const r = useReplayText();
  const scope = useScope();
  const { q } = scope.search;
  const kind: Kind = search.of ?? "traces";
  const traces = useQuery({
    queryKey: ["replay-traces", scope.search.project, scope.window.start, scope.window.end, q],
    queryFn: async ({ signal }) => (await getTraces(scope.window, { q }, { sort: "start_time", order: "desc" }, { limit: ROWS }, signal)).traces,
    placeholderData: keepPreviousData,
    enabled: kind === "traces",
  });
  const sessions = useQuery({
    queryKey: ["replay-sessions", scope.search.project, scope.window.start, scope.window.end, q],
    queryFn: ({ signal }) => getSessions(scope.window, q, ROWS, signal),
    placeholderData: keepPreviousData,
    enabled: kind === "sessions",
  });
  const question = `${kind}|${scope.scopeKey}|${q ?? ""}`;
  const steadyTraces = useSteady(traces.data, question, traces.isPlaceholderData);
  const steadySessions = useSteady(sessions.data, question, sessions.isPlaceholderData);
  const rows = kind === "traces" ? steadyTraces?.map(ofTrace) : steadySessions?.map(ofSession);
  const { error, refetch } = kind === "traces" ? traces : sessions;
  const refused = error instanceof ApiFailure && error.kind === "rejected" && q !== undefined;

  useEffect(() => {
    document.title = `${r.title} · ${t.product}`;
  }, [r, t]);

  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        <div><h1>{r.title}</h1><p>{r.lead}</p></div>
        <div className={styles["tools"]}>
          <FilterBox problem={refused ? error.message : undefined} />
          <Segmented<Kind> label={r.kind} value={kind} onChange={(value) => onSearch({ of: value === "sessions" ? "sessions" : undefined })} options={[{ value: "traces", label: r.traces }, { value: "sessions", label: r.sessions }]} />
        </div>
      </header>
      <div className={styles["quick"]} role="group" aria-label={r.quick.label}>
        {QUICK.map(({ id, q: wanted }) => <button key={id} type="button" aria-pressed={(q ?? "") === wanted} onClick={() => scope.setSearch({ q: wanted === "" ? undefined : wanted })}>{r.quick[id]}</button>)}
      </div>
      {error !== null && rows === undefined && !refused ? <Failure error={error} onRetry={() => void refetch()} /> : rows?.length === 0 ? <Empty kind={kind} /> : !refused && (
        <ul className={styles["list"]} aria-busy={rows === undefined} aria-label={kind === "traces" ? r.traces : r.sessions}>
          {rows === undefined && Array.from({ length: 8 }, (_, index) => <li key={index} className={styles["card"]}><span className={styles["play"]} /><Skeleton width={`${String(50 + ((index * 13) % 40))}%`} /></li>)}
          {rows?.map((row) => <Card key={row.id} row={row} longest={Math.max(...rows.map((one) => one.took))} />)}
        </ul>
      )}
    </div>
  );
}

interface Row {
  kind: Kind; id: string; name: string; preview: string | null; failed: boolean; status: TraceSummary["status"]; start: string; took: number; calls: number;
  steps: number; traces: number; tokens: number; cost: number | null; agents: readonly string[]; models: readonly string[]; user: string | null;
}

function ofTrace(trace: TraceSummary): Row {
  const failed = trace.status === "ERROR";
  return {
    kind: "traces", id: trace.trace_id, name: trace.name, failed, status: trace.status, start: trace.start_time, took: trace.duration_ns / 1e6, calls: trace.llm_call_count,
    preview: failed && trace.error_message !== null ? plainError(trace.error_message) : (trace.input_preview ?? trace.output_preview),
    steps: trace.span_count, traces: 1, tokens: trace.total_tokens, cost: trace.cost_usd, agents: trace.agents, models: trace.models, user: trace.user,
  };
}

function ofSession(session: AgentSession): Row {
  return {
    kind: "sessions", id: session.session_id, name: session.session_id, failed: session.error_count > 0, status: session.status, start: session.start_time, took: session.duration_ns / 1e6, calls: session.llm_call_count,
    preview: session.input_preview, steps: session.span_count, traces: session.trace_count, tokens: session.total_tokens, cost: session.cost_usd, agents: session.agents, models: session.models, user: session.user,
  };
}

function Card({ row, longest }: { row: Row; longest: number }) {
  const { t, f } = useI18n();
  const r = useReplayText();
  const { search } = useScope();
  const inner = (
    <>
      <span className={styles["play"]}><Icon name="play" size={16} /></span>
      <span className={styles["what"]}>
        <span className={styles["name"]}>
          <StatusGlyph status={row.status} /><b className={cx(row.kind === "sessions" && "mono")}>{row.name}</b>
          {row.agents.slice(0, 3).map((agent) => <Tag key={agent}>{agent}</Tag>)}
          {row.agents.length > 3 && <Tag>+{row.agents.length - 3}</Tag>}
        </span>
        <span className={cx(styles["preview"], row.failed && row.kind === "traces" && styles["bad"])}>{row.preview ?? (row.models.length > 0 ? f.list(row.models) : "")}</span>
      </span>
      <span className={styles["figure"]}><b>{row.kind === "sessions" ? r.tracesIn(row.traces) : t.traces.spans(row.steps)}</b><small>{r.list.callsOf(f.count(row.calls), row.calls)}</small></span>
      <span className={styles["figure"]}><b>{f.compact(row.tokens)}</b><small>{r.list.tokens.toLowerCase()}</small></span>
      <span className={styles["figure"]}><b>{f.money(row.cost)}</b><small>{r.list.cost.toLowerCase()}</small></span>
      <span className={styles["took"]}><b>{f.duration(row.took)}</b><i><i style={{ width: `${String(Math.max(2, (row.took / longest) * 100))}%` }} data-failed={row.failed} /></i></span>
      <time className={styles["when"]} dateTime={row.start} title={f.dateTime(row.start)}>{f.time(row.start)}</time>
    </>
  );
  const scope = scopeOf(search);
  return (
    <li>
      {row.kind === "traces"
        ? <Link to="/admin/monitoring/replay/$traceId" params={{ traceId: row.id }} search={scope} preload={false} className={styles["card"]} aria-label={r.list.play(row.name)}>{inner}</Link>
        : <Link to="/admin/monitoring/replay/session/$sessionId" params={{ sessionId: row.id }} search={scope} preload={false} className={styles["card"]} aria-label={r.list.play(row.name)}>{inner}</Link>}
    </li>
  );
}

function Empty({ kind }: { kind: Kind }) {
  const { t } = useI18n();
  const r = useReplayText();
  const { search, setSearch } = useScope();
  const filtered = search.q !== undefined;
  return (
    <Notice
      icon="replay"
      title={filtered ? r.empty.filtered : kind === "traces" ? r.empty.title : r.empty.sessions}
      lead={filtered ? r.empty.filteredLead : kind === "traces" ? r.empty.lead : r.empty.sessionsLead}
      actions={filtered
        ? <Button look="primary" onClick={() => setSearch({ q: undefined })}>{r.empty.clear}</Button>
        : <Button look="primary" onClick={() => setSearch({ range: "30d", from: undefined, to: undefined })}>{t.overview.empty.widen}</Button>}
    />
  );
}

function FilterBox({ problem }: { problem: string | undefined }) {
  const r = useReplayText();
  const { search, setSearch } = useScope();
  const asked = search.q ?? "";
  const [typed, setTyped] = useState(asked);
  const [seen, setSeen] = useState(asked);
  if (asked !== seen) {
    setSeen(asked);
    if (asked !== typed.trim()) setTyped(asked);
  }
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === asked) return undefined;
    const timer = setTimeout(() => setSearch({ q: wanted === "" ? undefined : wanted }, { replace: true }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, asked, setSearch]);
  return (
    <div className={styles["filter"]} role="search">
      <Icon name="search" />
      <input type="search" value={typed} maxLength={500} spellCheck={false} autoComplete="off" aria-label={r.search} placeholder={r.searchPlaceholder} aria-invalid={problem !== undefined} aria-describedby={problem === undefined ? undefined : "replay-filter-problem"} onChange={(event) => setTyped(event.target.value)} />
      {problem !== undefined && <p id="replay-filter-problem" role="alert">{r.badFilter}: {problem}</p>}
    </div>
  );
}
