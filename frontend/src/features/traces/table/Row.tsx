import { memo, type MouseEvent, type ReactNode } from "react";
import type { TraceSummary } from "@/api/types";
import type { TracesText } from "@/i18n/traces";
import type { I18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { plainError } from "@/ui/plainError";
import { StatusGlyph } from "@/ui/Status";
import { KINDS, type Column, type ColumnId } from "./layout";
import styles from "./Table.module.css";

export interface RowProps {
  trace: TraceSummary;
  columns: readonly Column[];
  phone: boolean;
  /** Longest duration in the list, in ns: the bar's full length. */
  longest: number;
  selected: boolean;
  /** Where its link leads. */
  href: string;
  i18n: I18n;
  words: TracesText;
  onSelect: (id: string, range: boolean) => void;
  onFollow: (event: MouseEvent, id: string) => void;
  onFocus: (id: string) => void;
}

/** One trace. Drawn hundreds of times a second while the list is scrolled, hence memo, a plain link and no hooks. */
export const Row = memo(function Row(props: RowProps) {
  const { trace, columns, phone, selected, href, i18n: { t, f }, words, onSelect, onFollow, onFocus } = props;
  const status = statusWord(props);
  const link = (
    <a href={href} onClick={(event) => onFollow(event, trace.trace_id)} onFocus={() => onFocus(trace.trace_id)}>{trace.name}</a>
  );
  const glyph = <span title={status}><StatusGlyph status={trace.status} /><span className="visually-hidden">{status}</span></span>;
  const check = (
    <div role="cell" className={styles["check"]}>
      <input
        type="checkbox"
        checked={selected}
        aria-label={words.select.row(trace.name, f.time(trace.start_time))}
        onClick={(event) => {
          event.stopPropagation();
          onSelect(trace.trace_id, event.shiftKey);
        }}
        onChange={() => undefined}
      />
    </div>
  );
  if (phone) {
    const preview = previewOf(trace);
    return (
      <>
        {check}
        <div role="cell" className={styles["phoneName"]}>{glyph}{link}</div>
        <div role="cell" className={styles["end"]}>{f.duration(trace.duration_ns / 1e6)}</div>
        <div role="cell" className={styles["phoneTime"]}>{f.time(trace.start_time)}{preview !== null && ` · ${preview}`}</div>
        <div role="cell" className={styles["end"]}>{costOf(props)}</div>
      </>
    );
  }
  return (
    <>
      {check}
      {columns.map(({ id }) => {
        if (id !== "name") return <Cell key={id} id={id} {...props} />;
        const preview = previewOf(trace);
        return (
          <div key={id} role="cell" className={styles["name"]}>
            {glyph}
            {link}
            {trace.span_count > 1 && <span className={styles["steps"]} title={t.traces.spans(trace.span_count)}>{f.compact(trace.span_count)}</span>}
            {preview !== null && <span className={cx(styles["preview"], trace.status === "ERROR" && styles["previewBad"])}>{preview}</span>}
          </div>
        );
      })}
    </>
  );
});

function statusWord({ trace, i18n: { t } }: RowProps): string {
  return { OK: t.traces.ok, ERROR: t.traces.error, INDETERMINATE: t.traces.indeterminate }[trace.status];
}

function previewOf(trace: TraceSummary): string | null {
  if (trace.status === "ERROR" && trace.error_message !== null) return plainError(trace.error_message);
  return trace.input_preview ?? trace.output_preview;
}

function costOf({ trace, i18n: { t, f } }: RowProps): ReactNode {
  if (trace.cost_usd === null && trace.unpriced_calls > 0) return <span className={styles["warn"]} title={t.overview.unpricedHelp}>{t.traces.unpriced}</span>;
  return f.money(trace.cost_usd);
}

/** The text of a cell; null where there is nothing to say. */
function textOf(id: ColumnId, trace: TraceSummary, { f }: I18n): string | null {
  const count = (value: number) => (value === 0 ? null : f.count(value));
  const few = (values: readonly string[]) => (values.length === 0 ? null : values.length === 1 ? (values[0] ?? null) : `${values[0] ?? ""} +${String(values.length - 1)}`);
  switch (id) {
    case "time": return f.time(trace.start_time);
    case "name": return trace.name;
    case "model": return few(trace.models);
    case "provider": return few(trace.providers);
    case "agent": return few(trace.agents);
    case "user": return trace.user;
    case "session": return trace.session_id;
    case "service": return trace.service_name;
    case "tags": return trace.tags.length === 0 ? null : trace.tags.join(", ");
    case "tokens": return count(trace.total_tokens);
    case "input_tokens": return count(trace.prompt_tokens);
    case "output_tokens": return count(trace.completion_tokens);
    case "cached_tokens": return count(trace.cached_tokens);
    case "reasoning_tokens": return count(trace.reasoning_tokens);
    case "ttft": return trace.ttft_ms === null ? null : f.duration(trace.ttft_ms);
    case "spans": return f.count(trace.span_count);
    case "calls": return count(trace.llm_call_count);
    case "errors": return count(trace.error_count);
    case "input": return trace.input_preview;
    case "output": return trace.output_preview;
    case "message": return trace.error_message === null ? null : plainError(trace.error_message);
    case "trace": return trace.trace_id;
    case "status":
    case "latency":
    case "cost": return null;
  }
}

/** What a cell says when pointed at: what is cut off, or the parts of a sum. */
function titleOf(id: ColumnId, trace: TraceSummary, { t, f }: I18n, text: string | null): string | undefined {
  if (id === "time") return f.dateTime(trace.start_time);
  if (id === "model") return f.list(trace.models);
  if (id === "provider") return f.list(trace.providers);
  if (id === "agent") return f.list(trace.agents);
  if (id === "tokens") return `${t.overview.input} ${f.count(trace.prompt_tokens)} · ${t.overview.output} ${f.count(trace.completion_tokens)}`;
  return KINDS[id].end === true ? undefined : (text ?? undefined);
}

function Cell(props: RowProps & { id: ColumnId }) {
  const { id, trace, longest, i18n } = props;
  const { f } = i18n;
  if (id === "status") return <div role="cell" className={styles["status"]}><StatusGlyph status={trace.status} />{statusWord(props)}</div>;
  if (id === "cost") return <div role="cell" className={styles["end"]}>{costOf(props)}</div>;
  if (id === "latency") {
    const width = `${String(Math.max(2, (trace.duration_ns / longest) * 100))}%`;
    return (
      <div role="cell" className={styles["latency"]}>
        <span className={styles["bar"]}><i className={cx(trace.status === "ERROR" && styles["barBad"])} style={{ width }} /></span>
        <span>{f.duration(trace.duration_ns / 1e6)}</span>
      </div>
    );
  }
  const text = textOf(id, trace, i18n);
  const kind = KINDS[id];
  return (
    <div role="cell" title={titleOf(id, trace, i18n, text)} className={cx(kind.end === true && styles["end"], kind.mono === true && styles["mono"], text === null && styles["muted"], id === "time" && styles["time"], id === "message" && text !== null && styles["previewBad"])}>
      {text ?? "–"}
    </div>
  );
}
