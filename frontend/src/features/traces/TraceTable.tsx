import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { TraceSort, TraceSummary } from "@/api/types";
import { useShortcuts } from "@/features/scope/keys";
import { rememberList } from "@/features/scope/lastList";
import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { PHONE, useMedia } from "@/ui/media";
import { plainError } from "@/ui/plainError";
import { StatusGlyph } from "@/ui/Status";
import { orderOf, type useTraceList } from "./useTraceList";
import styles from "./Traces.module.css";

type List = ReturnType<typeof useTraceList>;
const ROW = 36;
const PHONE_ROW = 58;

export function TraceTable({ list }: { list: List }) {
  const { t, f } = useI18n();
  const { search } = useScope();
  const navigate = useNavigate();
  const phone = useMedia(PHONE);
  const height = phone ? PHONE_ROW : ROW;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const { rows, hasMore, loadingMore, loadMore, onScroll } = list;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.trace_id ?? index,
    overscan: 12,
    initialOffset: list.place,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useLayoutEffect(() => virtual.measure(), [virtual, height]);
  useLayoutEffect(() => {
    // Back from a trace: the rows are still in the cache, so the place can be taken up before the first paint.
    if (list.place > 0 && scroller.current !== null) scroller.current.scrollTop = list.place;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the table appears
  }, []);
  useEffect(() => rememberList(rows.map((row) => row.trace_id)), [rows]);
  useEffect(() => {
    if (hasMore && !loadingMore && last >= rows.length - 30) void loadMore();
  }, [hasMore, loadingMore, last, rows.length, loadMore]);

  const longest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.duration_ns), 1), [rows]);

  const move = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, active + step));
    setActive(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${String(next)}"] a`)?.focus({ preventScroll: true }));
  };
  const down = (event: KeyboardEvent) => {
    event.preventDefault();
    move(1);
  };
  const up = (event: KeyboardEvent) => {
    event.preventDefault();
    move(-1);
  };
  useShortcuts({ j: down, ArrowDown: down, k: up, ArrowUp: up });

  const open = (trace: TraceSummary) => void navigate({ to: "/admin/monitoring/traces/$traceId", params: { traceId: trace.trace_id }, search });
  const { column } = t.traces;

  return (
    <>
      {list.newer > 0 && (
        <button type="button" className={styles["newer"]} onClick={() => { scroller.current?.scrollTo({ top: 0 }); onScroll(0); }}>
          <Icon name="chevronUp" size={14} />{t.traces.newer(f.count(list.newer), list.newer)}
        </button>
      )}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div ref={scroller} className={styles["scroller"]} tabIndex={0} role="region" aria-label={t.traces.table} onScroll={(event) => onScroll(event.currentTarget.scrollTop)}>
        <div role="table" aria-label={t.traces.table} aria-rowcount={(list.total ?? 0) + 1} aria-busy={!list.loaded}>
          <div role="rowgroup" style={{ display: "contents" }}>
            <div role="row" aria-rowindex={1} className={cx(styles["header"], styles["columns"])}>
              <SortHeader by="start_time" name={column.time} />
              <div role="columnheader">{column.name}</div>
              <div role="columnheader">{column.model}</div>
              <div role="columnheader">{column.user}</div>
              <SortHeader by="tokens" name={column.tokens} end />
              <SortHeader by="duration" name={column.latency} end />
              <SortHeader by="cost" name={column.cost} end />
            </div>
          </div>
          <div role="rowgroup" className={cx(styles["body"])} style={{ height: list.loaded ? virtual.getTotalSize() : height * 14 }}>
            {!list.loaded && Array.from({ length: 14 }, (_, index) => (
              <div key={index} className={cx(styles["row"], styles["columns"])} style={{ height, transform: `translateY(${String(index * height)}px)` }}>
                <Skeleton width="4.5rem" /><Skeleton width={`${String(45 + ((index * 17) % 40))}%`} /><Skeleton width="6rem" /><Skeleton width="4rem" /><Skeleton width="3rem" /><Skeleton width="6rem" /><Skeleton width="3.500rem" />
              </div>
            ))}
            {items.map((item) => {
              const trace = rows[item.index];
              if (trace === undefined) return null;
              return (
                // The link inside is the keyboard's way; a click anywhere on the row is a convenience for the pointer.
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  data-index={item.index}
                  className={cx(styles["row"], styles["columns"])}
                  style={{ height, transform: `translateY(${String(item.start)}px)` }}
                  onClick={(event) => { if (!event.defaultPrevented) open(trace); }}
                >
                  <Row trace={trace} longest={longest} onFocus={() => setActive(item.index)} />
                </div>
              );
            })}
          </div>
        </div>
        {list.loaded && <p className={styles["foot"]}>{hasMore ? t.traces.loadingMore : t.traces.end(t.traces.count(f.count(rows.length), rows.length))}</p>}
      </div>
    </>
  );
}

function SortHeader({ by, name, end = false }: { by: TraceSort; name: string; end?: boolean }) {
  const { t } = useI18n();
  const { search, setSearch } = useScope();
  const { sort, order } = orderOf(search);
  const active = sort === by;
  return (
    <div role="columnheader" aria-sort={active ? (order === "asc" ? "ascending" : "descending") : "none"} className={cx(end && styles["end"])}>
      <button
        type="button"
        className={styles["sort"]}
        data-active={active}
        aria-label={t.traces.sortBy(name)}
        onClick={() => setSearch({ sort: by === "start_time" ? undefined : by, order: active && order === "desc" ? "asc" : undefined })}
      >
        {name}
        {active && <Icon name={order === "asc" ? "chevronUp" : "chevronDown"} size={12} strokeWidth={2} />}
      </button>
    </div>
  );
}

function Row({ trace, longest, onFocus }: { trace: TraceSummary; longest: number; onFocus: () => void }) {
  const { t, f } = useI18n();
  const { search } = useScope();
  const failed = trace.status === "ERROR";
  const preview = failed ? (trace.error_message === null ? trace.input_preview : plainError(trace.error_message)) : (trace.input_preview ?? trace.output_preview);
  const models = trace.models.length === 0 ? null : trace.models.length === 1 ? trace.models[0] : `${trace.models[0] ?? ""} +${String(trace.models.length - 1)}`;
  const status = { OK: t.traces.ok, ERROR: t.traces.error, INDETERMINATE: t.traces.indeterminate }[trace.status];
  return (
    <>
      <div role="cell" className={styles["time"]} title={f.dateTime(trace.start_time)}>{f.time(trace.start_time)}{preview !== null && <span className={styles["phonePreview"]}> · {preview}</span>}</div>
      <div role="cell" className={styles["name"]}>
        <span title={status}><StatusGlyph status={trace.status} /><span className="visually-hidden">{status}</span></span>
        <Link to="/admin/monitoring/traces/$traceId" params={{ traceId: trace.trace_id }} search={search} preload={false} onFocus={onFocus} onClick={(event) => event.stopPropagation()}>{trace.name}</Link>
        {trace.span_count > 1 && <span className={styles["steps"]} title={t.traces.spans(trace.span_count)}>{f.compact(trace.span_count)}</span>}
        {preview !== null && <span className={cx(styles["preview"], failed && styles["previewBad"])}>{preview}</span>}
      </div>
      <div role="cell" title={f.list(trace.models)} className={cx(models === null && styles["muted"])}>{models ?? "–"}</div>
      <div role="cell" title={trace.user ?? undefined} className={cx(trace.user === null && styles["muted"])}>{trace.user ?? "–"}</div>
      <div role="cell" className={cx(styles["end"], trace.total_tokens === 0 && styles["muted"])} title={`${t.overview.input} ${f.count(trace.prompt_tokens)} · ${t.overview.output} ${f.count(trace.completion_tokens)}`}>{trace.total_tokens === 0 ? "–" : f.count(trace.total_tokens)}</div>
      <div role="cell" className={styles["latency"]}>
        <span className={styles["bar"]}><i style={{ width: `${String(Math.max(2, (trace.duration_ns / longest) * 100))}%`, ...(failed ? { background: "var(--series-2)" } : {}) }} /></span>
        <span>{f.duration(trace.duration_ns / 1e6)}</span>
      </div>
      <div role="cell" className={styles["end"]}>
        {trace.cost_usd === null && trace.unpriced_calls > 0 ? <span className={styles["warn"]} title={t.overview.unpricedHelp}>{t.traces.unpriced}</span> : f.money(trace.cost_usd)}
      </div>
    </>
  );
}
