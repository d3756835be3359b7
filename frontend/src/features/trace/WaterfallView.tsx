import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { IconButton } from "@/ui/Button";
import { Skeleton } from "@/ui/Feedback";
import { Minimap } from "./Minimap";
import { Toolbar } from "./Toolbar";
import { ticksIn } from "./tree";
import { nextOf, within, type Waterfall } from "./useWaterfall";
import { WaterfallRow } from "./WaterfallRow";
import styles from "./Waterfall.module.css";

const ROW = 30;

interface Props {
  waterfall: Waterfall;
  loading: boolean;
  /** Of how many spans; more than are here while the rest is on its way. */
  spanCount: number;
  selected: string | undefined;
  onSelect: (spanId: string) => void;
}

export function WaterfallView({ waterfall, loading, spanCount, selected, onSelect }: Props) {
  const { t } = useI18n();
  const w = useTraceText();
  const { tree, rows, zoomed, folded, found, path } = waterfall;
  const scroller = useRef<HTMLDivElement>(null);
  const finder = useRef<HTMLInputElement>(null);
  const [showPath, setShowPath] = useState(false);
  const at = useMemo(() => rows.findIndex((row) => row.node.span.span_id === selected), [rows, selected]);
  useZoomByWheel(scroller, waterfall);

  const foldOne = waterfall.fold;
  const latestFold = useRef(foldOne);
  const latestSelect = useRef(onSelect);
  useEffect(() => {
    latestFold.current = foldOne;
    latestSelect.current = onSelect;
  });
  const select = useCallback((id: string) => latestSelect.current(id), []);
  const onFold = useCallback((id: string, closed: boolean) => latestFold.current([id], closed), []);

  const move = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (next !== undefined) onSelect(next.node.span.span_id);
  };
  const seek = (direction: 1 | -1) => {
    const next = nextOf(rows, at, direction, (node) => node.span.status === "ERROR");
    if (next !== undefined) onSelect(next.span.span_id);
  };
  const node = rows[at]?.node;
  const key = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1);
    const acts: Record<string, () => void> = {
      j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
      Home: () => move(-rows.length), End: () => move(rows.length), PageDown: () => move(page), PageUp: () => move(-page),
      ArrowLeft: () => {
        if (node === undefined) return;
        if (node.children.length > 0 && !folded.has(node.span.span_id)) foldOne([node.span.span_id], true);
        else if (node.parent !== undefined) onSelect(node.parent.span.span_id);
      },
      ArrowRight: () => {
        if (node === undefined) return;
        if (folded.has(node.span.span_id)) foldOne([node.span.span_id], false);
        else if (node.children.length > 0) move(1);
      },
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  useShortcuts({
    j: key, k: key,
    e: () => seek(1), E: () => seek(-1),
    "+": () => waterfall.zoom(0.5), "=": () => waterfall.zoom(0.5), "-": () => waterfall.zoom(2), "0": () => waterfall.setPeriod(null),
    z: () => { if (node !== undefined) waterfall.setPeriod(within({ from: node.start - node.duration * 0.05, to: node.end + node.duration * 0.05 }, tree.length)); },
    c: () => setShowPath((now) => !now),
    "/": (event) => {
      event.preventDefault();
      finder.current?.focus();
    },
  });

  return (
    <section className={styles["tree"]} aria-label={t.trace.tree}>
      <Toolbar waterfall={waterfall} at={at} onSelect={onSelect} showPath={showPath} onShowPath={setShowPath} finder={finder} />
      {tree.order.length > 1 && <Minimap waterfall={waterfall} />}
      <Axis waterfall={waterfall} loading={loading} spanCount={spanCount} />
      <div ref={scroller} className={styles["rows"]} role="tree" tabIndex={0} aria-label={t.trace.treeLabel} aria-activedescendant={at >= 0 && selected !== undefined ? `span-${selected}` : undefined} onKeyDown={key}>
        {loading && Array.from({ length: 6 }, (_, index) => <div key={index} style={{ padding: "0.5rem 0.75rem" }}><Skeleton width={`${String(80 - index * 9)}%`} /></div>)}
        {!loading && rows.length === 0 && <p className={styles["nothing"]}>{found !== null ? t.trace.noSpanMatches : zoomed ? w.outside : t.trace.noSpanMatches}</p>}
        <Spans waterfall={waterfall} loading={loading} scroller={scroller} at={at} selected={selected} showPath={showPath && path.size > 0} onSelect={select} onFold={onFold} />
      </div>
    </section>
  );
}

interface SpansProps {
  waterfall: Waterfall;
  loading: boolean;
  scroller: { readonly current: HTMLDivElement | null };
  /** Where the selected span stands among the rows; -1: nowhere. */
  at: number;
  selected: string | undefined;
  showPath: boolean;
  onSelect: (spanId: string) => void;
  onFold: (spanId: string, closed: boolean) => void;
}

/** The rows in view. Scrolling draws this again and nothing around it. */
function Spans({ waterfall, loading, scroller, at, selected, showPath, onSelect, onFold }: SpansProps) {
  const { rows, period, folded, found, path, gaps } = waterfall;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12 });
  const first = useRef(true);
  const here = at >= 0;
  useEffect(() => {
    if (!here) return;
    // A link to one span of many thousands opens with that span in view; later only as much as needed.
    virtual.scrollToIndex(at, { align: first.current ? "center" : "auto" });
    first.current = false;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- follows the selection, not every scroll or fold
  }, [selected, here]);
  return (
    <div className={styles["spans"]} role="presentation" style={{ height: virtual.getTotalSize() }}>
      {!loading && <Backdrop period={period} gaps={gaps} />}
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        const id = row.node.span.span_id;
        const segments = path.get(id);
        return (
          <WaterfallRow
            key={id} node={row.node} depth={row.depth} top={item.start} period={period} selected={id === selected} folded={folded.has(id) && found === null}
            matched={found?.has(id) === true} segments={segments} aside={showPath && segments === undefined} onSelect={onSelect} onFold={onFold}
          />
        );
      })}
    </div>
  );
}

/** The time axis: with a press of Ctrl, the wheel zooms about the pointer; sideways it moves. */
function useZoomByWheel(scroller: { readonly current: HTMLDivElement | null }, waterfall: Waterfall): void {
  const latest = useRef(waterfall);
  useEffect(() => {
    latest.current = waterfall;
  });
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const wheel = (event: WheelEvent) => {
      const { zoomed, zoom, period, setPeriod } = latest.current;
      const lane = box.querySelector("[data-lane]")?.getBoundingClientRect();
      if (lane === undefined || lane.width === 0) return;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 200))), Math.max(0, Math.min(1, (event.clientX - lane.left) / lane.width)));
      } else if (zoomed && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        const by = (event.deltaX / lane.width) * (period.to - period.from);
        setPeriod({ from: period.from + by, to: period.to + by });
      }
    };
    // React's own wheel listeners are passive: they cannot keep the page from zooming as well.
    box.addEventListener("wheel", wheel, { passive: false });
    return () => box.removeEventListener("wheel", wheel);
  }, [scroller]);
}

function tickText(text: string): string {
  return text.replace(/\.(\d*?)0+(?=\D|$)/, ".$1").replace(/\.(?=\D|$)/, "");
}

function Axis({ waterfall, loading, spanCount }: { waterfall: Waterfall; loading: boolean; spanCount: number }) {
  const { t, f } = useI18n();
  const w = useTraceText();
  const { tree, rows, period, zoomed } = waterfall;
  const marks = useMemo(() => ticksIn(period, 4), [period]);
  const here = tree.order.length;
  const note = loading ? t.common.loading
    : here < spanCount ? w.loadingSpans(f.count(here), f.count(spanCount))
      : rows.length < here ? w.shownSpans(f.count(rows.length), f.count(here)) : w.allSpans(f.count(here), here);
  return (
    <div className={styles["axisRow"]}>
      <div className={styles["note"]} role="status">{note}</div>
      <div className={styles["axis"]} aria-hidden="true">
        {!loading && marks.map((mark) => <span key={mark} style={{ insetInlineStart: `${String(((mark - period.from) / (period.to - period.from)) * 100)}%` }}>{mark === 0 ? "0" : tickText(f.duration(mark))}</span>)}
      </div>
      <div className={styles["zoom"]}>
        {zoomed ? (
          <>
            <IconButton small icon="minus" label={w.zoomOut} onClick={() => waterfall.zoom(2)} />
            <IconButton small icon="plus" label={w.zoomIn} onClick={() => waterfall.zoom(0.5)} />
            <IconButton small icon="cross" label={w.zoomAll} onClick={() => waterfall.setPeriod(null)} />
          </>
        ) : <span>{t.trace.latency}</span>}
      </div>
    </div>
  );
}

/** Lines of the axis and the pauses, once behind all rows. */
const Backdrop = memo(function Backdrop({ period, gaps }: Pick<Waterfall, "period" | "gaps">) {
  const { f } = useI18n();
  const w = useTraceText();
  const length = period.to - period.from;
  const percent = (ms: number) => `${String((ms / length) * 100)}%`;
  return (
    <div className={styles["backdrop"]} aria-hidden="true">
      <span />
      <span className={styles["backLane"]} data-lane="">
        {ticksIn(period, 4).filter((mark) => mark > period.from).map((mark) => <i key={mark} className={styles["grid"]} style={{ insetInlineStart: percent(mark - period.from) }} />)}
        {gaps.filter((gap) => gap.end > period.from && gap.start < period.to).map((gap) => (
          <i
            key={gap.start}
            className={styles["gap"]}
            title={gap.within === undefined ? w.gap(f.duration(gap.end - gap.start)) : w.gapIn(f.duration(gap.end - gap.start), gap.within.span.name)}
            style={{ insetInlineStart: percent(Math.max(gap.start, period.from) - period.from), width: percent(Math.min(gap.end, period.to) - Math.max(gap.start, period.from)) }}
          />
        ))}
      </span>
      <span />
    </div>
  );
});
