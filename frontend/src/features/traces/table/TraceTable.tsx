import { useNavigate, useRouter } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { rememberList } from "@/features/scope/lastList";
import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { PHONE, useMedia } from "@/ui/media";
import type { Selection } from "../useSelection";
import type { useTraceList } from "../useTraceList";
import { Header } from "./Header";
import { tracks, type Layout } from "./layout";
import { Row } from "./Row";
import styles from "./Table.module.css";

type List = ReturnType<typeof useTraceList>;
const ROW = 36;
const PHONE_ROW = 60;
const HEADER = 34;
/** The next page is asked for this many rows before its place is reached. */
const AHEAD = 80;
/** Stands for the id in the address of a link. */
const ID = "0".repeat(32);

interface Props { list: List; layout: Layout; onLayout: (layout: Layout) => void; selection: Selection; onReading: (reading: boolean) => void }

export function TraceTable({ list, layout, onLayout, selection, onReading }: Props) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const a = useTracesText();
  const { search, window: range } = useScope();
  const router = useRouter();
  const navigate = useNavigate();
  const phone = useMedia(PHONE);
  const height = phone ? PHONE_ROW : ROW;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const { rows, hasMore, loadingMore, moreFailed, loadMore, onScroll } = list;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.trace_id ?? index,
    overscan: 10,
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
    if (hasMore && !loadingMore && !moreFailed && last >= rows.length - AHEAD) void loadMore();
  }, [hasMore, loadingMore, moreFailed, last, rows.length, loadMore]);

  const longest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.duration_ns), 1), [rows]);
  const lastRow = rows.at(-1);
  const days = lastRow !== undefined && f.date(lastRow.start_time) !== f.date(range.end);
  const { template, least } = useMemo(() => tracks(layout, days), [layout, days]);
  const [before, after] = useMemo(() => {
    const { href } = router.buildLocation({ to: "/admin/monitoring/traces/$traceId", params: { traceId: ID }, search: { ...search, list: undefined, by: undefined } });
    const [head = "", tail = ""] = href.split(ID);
    return [head, tail];
  }, [router, search]);

  const open = useCallback((id: string) => void navigate({ to: "/admin/monitoring/traces/$traceId", params: { traceId: id }, search: { ...search, list: undefined, by: undefined } }), [navigate, search]);
  const follow = useCallback((event: MouseEvent, id: string) => {
    // Another tab or window is the browser's business.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    open(id);
  }, [open]);
  const order = useRef<readonly string[]>([]);
  useEffect(() => {
    order.current = rows.map((row) => row.trace_id);
  }, [rows]);
  const { toggle } = selection;
  const select = useCallback((id: string, reach: boolean) => toggle(id, reach ? order.current : undefined), [toggle]);

  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    const id = rows[next]?.trace_id;
    if (id === undefined) return;
    setActive(id);
    const box = scroller.current;
    if (box !== null) {
      // Just as far as it takes to see the whole row, below the headings.
      const [top, room] = [next * height, box.clientHeight - (phone ? 0 : HEADER)];
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + height > box.scrollTop + room) box.scrollTop = top + height - room;
    }
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-id="${id}"] a`)?.focus({ preventScroll: true }));
  };
  const at = active === null ? -1 : rows.findIndex((row) => row.trace_id === active);
  const step = (by: number) => (event: KeyboardEvent) => {
    // The edges of columns and other controls have arrow keys of their own.
    if (event.target instanceof HTMLElement && event.target.matches("[role=separator], [type=radio], [role=option]")) return;
    event.preventDefault();
    goTo(at < 0 ? Math.max(0, by - 1) : at + by);
  };
  const visible = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / height) - 2);
  const inList = (event: KeyboardEvent) => event.target instanceof Node && scroller.current?.contains(event.target) === true && at >= 0;
  useShortcuts({
    j: step(1), ArrowDown: step(1), k: step(-1), ArrowUp: step(-1),
    PageDown: (event) => { if (inList(event)) step(visible)(event); },
    PageUp: (event) => { if (inList(event)) step(-visible)(event); },
    Home: (event) => { if (inList(event)) step(-rows.length)(event); },
    End: (event) => { if (inList(event)) step(rows.length)(event); },
    x: (event) => { if (inList(event) && active !== null) toggle(active); },
  });

  const reading = useReading(onReading);
  // New rows light up once, not each time they are scrolled into view.
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      {(list.newer > 0 || list.overflow) && (
        <button
          type="button"
          className={styles["newer"]}
          onClick={() => {
            scroller.current?.scrollTo({ top: 0 });
            setActive(null);
            list.showNewer();
          }}
        >
          <Icon name="chevronUp" size={14} />{list.newer === 0 ? a.live.changed : a.live.newer(list.overflow ? a.live.atLeast(f.count(list.newer)) : f.count(list.newer), list.newer)}
        </button>
      )}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div ref={scroller} className={styles["scroller"]} tabIndex={0} role="region" aria-label={t.traces.table} onScroll={(event) => onScroll(event.currentTarget.scrollTop)} {...reading}>
        <div role="table" aria-label={t.traces.table} aria-rowcount={(list.total ?? 0) + 1} aria-busy={!list.loaded} className={styles["table"]} style={{ "--tracks": template, minWidth: phone ? undefined : least } as React.CSSProperties}>
          {!phone && <Header layout={layout} days={days} onChange={onLayout} />}
          <div role="rowgroup" className={cx(styles["body"], list.changing && styles["stale"])} style={{ height: list.loaded ? virtual.getTotalSize() : height * 14 }} onAnimationEnd={(event) => {
            const id = event.target instanceof HTMLElement ? event.target.dataset["id"] : undefined;
            if (id !== undefined) setSeen((now) => new Set(now).add(id));
          }}>
            {!list.loaded && Array.from({ length: 14 }, (_, index) => (
              <div key={index} className={cx(styles["row"], styles["columns"])} style={{ height, transform: `translateY(${String(index * height)}px)` }}>
                <span />
                {phone ? <><Skeleton width="60%" /><Skeleton width="3rem" /></> : layout.map((column) => <Skeleton key={column.id} width={column.id === "name" ? `${String(45 + ((index * 17) % 40))}%` : "70%"} />)}
              </div>
            ))}
            {items.map((item) => {
              const trace = rows[item.index];
              if (trace === undefined) return null;
              const selected = selection.ids.has(trace.trace_id);
              return (
                // The link inside is the keyboard's way; a click anywhere on the row is a convenience for the pointer.
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  data-id={trace.trace_id}
                  data-selected={selected || undefined}
                  className={cx(styles["row"], styles["columns"], list.isFresh(trace.trace_id) && !seen.has(trace.trace_id) && styles["fresh"])}
                  style={{ height, transform: `translateY(${String(item.start)}px)` }}
                  onClick={(event) => { if (!(event.target instanceof HTMLInputElement)) open(trace.trace_id); }}
                >
                  <Row trace={trace} columns={layout} phone={phone} longest={longest} selected={selected} href={`${before}${trace.trace_id}${after}`} i18n={i18n} words={a} onSelect={select} onFollow={follow} onFocus={setActive} />
                </div>
              );
            })}
          </div>
        </div>
        {list.loaded && (
          <p className={styles["foot"]} role={moreFailed ? "alert" : undefined}>
            {moreFailed ? <>{a.trouble.more} <Button small onClick={() => void loadMore()}>{t.common.retry}</Button></> : hasMore ? t.traces.loadingMore : t.traces.end(t.traces.count(f.count(rows.length), rows.length))}
          </p>
        )}
      </div>
    </>
  );
}

const REST_MS = 20_000;

/** Somebody reads the rows: the pointer is among them and has moved lately, or the focus is. */
function useReading(tell: (reading: boolean) => void) {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => tell(pointer || focus), [pointer, focus, tell]);
  useEffect(() => () => clearTimeout(rest.current), []);
  return {
    onPointerMove: () => {
      clearTimeout(rest.current);
      rest.current = setTimeout(() => setPointer(false), REST_MS);
      setPointer(true);
    },
    onPointerLeave: () => {
      clearTimeout(rest.current);
      setPointer(false);
    },
    onFocus: (event: React.FocusEvent) => setFocus(event.target.closest("[role=row]") !== null),
    onBlur: () => setFocus(false),
  };
}
