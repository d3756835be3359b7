import type { Span } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { VIEWS, type SpanView } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { CopyButton } from "@/ui/CopyButton";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { StatusLabel } from "@/ui/Status";
import { Tabs } from "@/ui/Tabs";
import { Attributes } from "./Attributes";
import { Conversation } from "./Conversation";
import { Events } from "./Events";
import { InputOutput } from "./InputOutput";
import { JsonView } from "./JsonView";
import { KIND_COLOR, KIND_ICON, type Node } from "./tree";
import styles from "./Trace.module.css";

/** `until` (ms from the start of the trace): in a replay, what had not been said by then is not shown. */
export function SpanPanel({ node, until }: { node: Node; until?: number | undefined }) {
  const { t, f } = useI18n();
  const { search, setSearch } = useScope();
  const { span } = node;
  const messages = (span.input.messages?.length ?? 0) + (span.output.messages?.length ?? 0);
  const view = search.view ?? defaultView(span, messages);
  const counts: Partial<Record<SpanView, number>> = { conversation: messages, attributes: Object.keys(span.attributes).length, events: span.events.length };

  return (
    <section className={styles["detail"]} aria-label={t.trace.bySpan(span.name)}>
      <div className={styles["detailHead"]}>
        <div className={styles["detailTitle"]}>
          <span style={{ color: KIND_COLOR[span.kind] }}><Icon name={KIND_ICON[span.kind]} /></span>
          <h2>{span.name}</h2>
          {span.status !== "UNSET" && <StatusLabel status={span.status} chip />}
        </div>
        <div className={styles["detailFacts"]}>
          <span>{t.trace.kinds[span.kind]}</span>
          <span>{f.duration(node.duration)} <em>({t.trace.offset(f.duration(node.start))})</em></span>
          {span.model !== null && <span>{span.model}{span.provider !== null && <em> · {span.provider}</em>}</span>}
          {span.total_tokens !== null && span.total_tokens > 0 && <span>{t.trace.tokensTotal(f.count(span.total_tokens))} <em>({t.trace.tokensSplit(f.count(span.prompt_tokens ?? 0), f.count(span.completion_tokens ?? 0))})</em></span>}
          {span.cost_source !== null && span.counted && <span>{span.cost_usd === null ? <em className={styles["warn"]}>{t.traces.unpriced}</em> : f.money(span.cost_usd)} <em>{span.cost_usd !== null && t.trace.costSource[span.cost_source]}</em></span>}
          {span.ttft_ms !== null && <span><em>{t.trace.ttft}</em> {f.duration(span.ttft_ms)}</span>}
          <span className={styles["spanId"]}><em className="mono">{span.span_id}</em><CopyButton text={span.span_id} label={`${t.common.copy}: ${t.trace.spanId}`} /></span>
        </div>
        {span.status === "ERROR" && span.status_message !== "" && <p className={cx(styles["note"], styles["noteBad"])}><Icon name="alert" />{span.status_message}</p>}
        {!span.counted && (span.kind === "llm" || span.kind === "embedding") && <p className={styles["note"]}><Icon name="info" />{t.trace.notCounted}</p>}
        {span.orphan && <p className={styles["note"]}><Icon name="link" />{t.trace.orphan}</p>}
      </div>
      <Tabs<SpanView>
        label={t.trace.bySpan(span.name)}
        value={view}
        tabs={VIEWS.map((value) => ({ value, label: t.trace.tabs[value], ...(counts[value] === undefined ? {} : { count: counts[value] }) }))}
        onChange={(next) => setSearch({ view: next }, { replace: true })}
        panelClassName={styles["detailBody"]}
      >
        {view === "conversation" && <Conversation span={span} writing={until !== undefined && node.start + node.duration > until + 0.01} />}
        {view === "io" && <InputOutput span={span} />}
        {view === "attributes" && <Attributes span={span} />}
        {view === "events" && <Events span={span} start={node.span.start_time} />}
        {view === "raw" && <JsonView value={span} name={span.name} />}
      </Tabs>
    </section>
  );
}

function defaultView(span: Span, messages: number): SpanView {
  if (messages > 0) return "conversation";
  return span.input.text !== null || span.output.text !== null ? "io" : "attributes";
}
