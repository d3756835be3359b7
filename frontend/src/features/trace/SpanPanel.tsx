import { lazy, Suspense } from "react";
import type { Span, SpanRow } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { VIEWS, type SpanView } from "@/features/scope/search";
import { ApiFailure } from "@/api/client";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { CopyButton } from "@/ui/CopyButton";
import { cx } from "@/ui/cx";
import { Notice, Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { StatusLabel } from "@/ui/Status";
import { Tabs } from "@/ui/Tabs";
import { Attributes } from "./Attributes";
import { ChatButton } from "./ChatButton";
import { Events } from "./Events";
import { InputOutput } from "./InputOutput";
import { usePlace } from "./place";
import { KIND_COLOR, KIND_ICON, type Node } from "./tree";
import styles from "./Trace.module.css";

// The tree comes first: what draws text follows while the span's payload is on its way.
const Conversation = lazy(async () => ({ default: (await import("./Conversation")).Conversation }));
const JsonView = lazy(async () => ({ default: (await import("./JsonView")).JsonView }));
const Logs = lazy(async () => ({ default: (await import("./Logs")).Logs }));

interface Props {
  node: Node;
  /** With its payload; undefined while that is on its way. */
  span: Span | undefined;
  error: Error | null;
  onRetry: () => void;
  /** Start of the trace, ISO 8601. */
  start: string;
  /** Its own part of the critical path in ms, and the length of the whole. */
  onPath: { ms: number; of: number } | null;
}

export function SpanPanel({ node, span, error, onRetry, start, onPath }: Props) {
  const { t } = useI18n();
  const w = useTraceText();
  const { search, setSearch, shared } = usePlace();
  const row = node.span;
  const messages = span === undefined ? 0 : (span.input.messages?.length ?? 0) + (span.output.messages?.length ?? 0);
  const views = VIEWS.filter((view) => !shared || view !== "logs");
  const chosen = views.find((view) => view === search.view);
  const view = chosen ?? defaultView(row, span, messages);
  const counts: Partial<Record<SpanView, number>> = span === undefined ? {} : { conversation: messages, attributes: Object.keys(span.attributes).length, events: span.events.length };

  return (
    <section className={styles["detail"]} aria-label={t.trace.bySpan(row.name)}>
      <Head node={node} span={span} onPath={onPath} />
      <Tabs<SpanView>
        label={t.trace.bySpan(row.name)}
        value={view}
        tabs={views.map((value) => ({ value, label: value === "logs" ? w.logs : t.trace.tabs[value], ...(counts[value] === undefined ? {} : { count: counts[value] }) }))}
        onChange={(next) => setSearch({ view: next }, { replace: true })}
        panelClassName={styles["detailBody"]}
      >
        <Suspense fallback={<Skeleton height="12rem" />}>
          {view === "logs" ? <Logs key={row.span_id} spanId={row.span_id} start={start} />
            : span === undefined ? (error === null ? <Skeleton height="12rem" /> : <Missing error={error} onRetry={onRetry} />)
              : <Body view={view} span={span} start={start} />}
        </Suspense>
      </Tabs>
    </section>
  );
}

function Body({ view, span, start }: { view: Exclude<SpanView, "logs">; span: Span; start: string }) {
  switch (view) {
    case "conversation": return <Conversation key={span.span_id} span={span} />;
    case "io": return <InputOutput span={span} />;
    case "attributes": return <Attributes span={span} />;
    case "events": return <Events span={span} start={start} />;
    case "raw": return <JsonView value={span} name={span.name} />;
  }
}

function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const w = useTraceText();
  if (error instanceof ApiFailure && error.kind === "not_found") return <Notice icon="question" title={w.spanGone} lead={w.missingSpan} />;
  return <Failure error={error} onRetry={onRetry} />;
}

function Head({ node, span, onPath }: Pick<Props, "node" | "span" | "onPath">) {
  const { t, f } = useI18n();
  const w = useTraceText();
  const row = node.span;
  return (
    <div className={styles["detailHead"]}>
      <div className={styles["detailTitle"]}>
        <span style={{ color: KIND_COLOR[row.kind] }}><Icon name={KIND_ICON[row.kind]} /></span>
        <h2>{row.name}</h2>
        {row.status !== "UNSET" && <StatusLabel status={row.status} chip />}
        <span className={styles["push"]} />
        {span !== undefined && <ChatButton span={span} />}
      </div>
      <div className={styles["detailFacts"]}>
        <span>{t.trace.kinds[row.kind]}</span>
        <span>{f.duration(node.duration)} <em>({t.trace.offset(f.duration(node.start))})</em></span>
        {onPath !== null && onPath.ms > 0 && <span><em>{w.ownPath(f.duration(onPath.ms), f.percent(onPath.of === 0 ? 0 : onPath.ms / onPath.of))}</em></span>}
        {row.model !== null && <span>{row.model}{row.provider !== null && <em> · {row.provider}</em>}</span>}
        {row.total_tokens !== null && row.total_tokens > 0 && <span>{t.trace.tokensTotal(f.count(row.total_tokens))} <em>({t.trace.tokensSplit(f.count(row.prompt_tokens ?? 0), f.count(row.completion_tokens ?? 0))})</em></span>}
        {row.cost_source !== null && row.counted && <span>{row.cost_usd === null ? <em className={styles["warn"]}>{t.traces.unpriced}</em> : f.money(row.cost_usd)} <em>{row.cost_usd !== null && t.trace.costSource[row.cost_source]}</em></span>}
        {row.ttft_ms !== null && <span><em>{t.trace.ttft}</em> {f.duration(row.ttft_ms)}</span>}
        {row.service_name !== "" && <span><em>{t.trace.service}</em> {row.service_name}</span>}
        <span className={styles["spanId"]}><em className="mono">{row.span_id}</em><CopyButton text={row.span_id} label={`${t.common.copy}: ${t.trace.spanId}`} /></span>
      </div>
      {row.status === "ERROR" && span !== undefined && span.status_message !== "" && <p className={cx(styles["note"], styles["noteBad"])}><Icon name="alert" />{span.status_message}</p>}
      {!row.counted && (row.kind === "llm" || row.kind === "embedding") && <p className={styles["note"]}><Icon name="info" />{t.trace.notCounted}</p>}
      {row.orphan && <p className={styles["note"]}><Icon name="link" />{t.trace.orphan}</p>}
    </div>
  );
}

/** Where to look first. Before the payload is here, what spans of its kind have. */
function defaultView(row: SpanRow, span: Span | undefined, messages: number): Exclude<SpanView, "logs"> {
  if (span === undefined) return row.kind === "llm" ? "conversation" : row.kind === "tool" || row.kind === "agent" ? "io" : "attributes";
  if (messages > 0) return "conversation";
  if (span.status === "ERROR" && span.events.some((event) => event.name === "exception")) return "events";
  return span.input.text !== null || span.output.text !== null ? "io" : "attributes";
}
