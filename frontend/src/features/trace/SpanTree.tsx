import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { StatusGlyph } from "@/ui/Status";
import { KIND_COLOR, KIND_ICON, ticks, visibleRows, type Node, type Tree } from "./tree";
import styles from "./Trace.module.css";

const ROW = 30;
const DEEPEST_INDENT = 12;

interface Props { tree: Tree; loading: boolean; selected: string | undefined; onSelect: (spanId: string) => void; cursor?: number | undefined }

export function SpanTree({ tree, loading, selected, onSelect, cursor }: Props) {
  const { t, f } = useI18n();
  const scroller = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [needle, setNeedle] = useState("");
  const rows = useMemo(() => visibleRows(tree, folded, needle), [tree, folded, needle]);
  const marks = useMemo(() => ticks(tree.length, 4), [tree.length]);
  const at = rows.findIndex((row) => row.span.span_id === selected);

  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 16 });

  const first = useRef(true);
  useEffect(() => {
    if (at < 0) return;
    // A link to one span of many thousands opens with that span in view; later only as much as needed.
    virtual.scrollToIndex(at, { align: first.current ? "center" : "auto" });
    first.current = false;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- follows the selection, not every scroll
  }, [selected]);

  const fold = (id: string, closed: boolean) => setFolded((now) => {
    const next = new Set(now);
    if (closed) next.add(id);
    else next.delete(id);
    return next;
  });
  const move = (step: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (next !== undefined) onSelect(next.span.span_id);
  };
  const key = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    const node = rows[at];
    const acts: Record<string, () => void> = {
      j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
      Home: () => move(-rows.length), End: () => move(rows.length),
      ArrowLeft: () => {
        if (node === undefined) return;
        if (node.children.length > 0 && !folded.has(node.span.span_id)) fold(node.span.span_id, true);
        else if (node.span.parent_span_id !== null && tree.byId.has(node.span.parent_span_id)) onSelect(node.span.parent_span_id);
      },
      ArrowRight: () => {
        if (node === undefined) return;
        if (folded.has(node.span.span_id)) fold(node.span.span_id, false);
        else if (node.children.length > 0) move(1);
      },
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  useShortcuts({ j: key, k: key });

  const allFolded = folded.size > 0;
  const branches = () => new Set([...tree.byId.values()].filter((node) => node.children.length > 0 && node.depth > 0).map((node) => node.span.span_id));

  return (
    <section className={styles["tree"]} aria-label={t.trace.tree}>
      <div className={styles["treeHead"]}>
        <div className={styles["find"]}>
          <Icon name="search" size={14} />
          <input type="search" value={needle} onChange={(event) => setNeedle(event.target.value)} placeholder={`${t.trace.findSpan} (${f.count(tree.byId.size)})`} aria-label={t.trace.findSpan} spellCheck={false} />
          {tree.byId.size > 3 && <IconButton small icon={allFolded ? "unfold" : "fold"} label={allFolded ? t.trace.expandAll : t.trace.collapseAll} onClick={() => setFolded(allFolded ? new Set() : branches())} />}
        </div>
        <div className={styles["axis"]} aria-hidden="true">
          {!loading && marks.map((mark) => <span key={mark} style={{ insetInlineStart: `${String((mark / tree.length) * 100)}%` }}>{mark === 0 ? "0" : f.duration(mark).replace(/\.(\d*?)0+(?=\D|$)/, ".$1").replace(/\.(?=\D|$)/, "")}</span>)}
        </div>
        <div className={styles["took"]}>{t.trace.latency}</div>
      </div>
      <div ref={scroller} className={styles["rows"]} role="tree" tabIndex={0} aria-label={t.trace.treeLabel} aria-activedescendant={selected === undefined || at < 0 ? undefined : `span-${selected}`} onKeyDown={key}>
        {loading && Array.from({ length: 6 }, (_, index) => <div key={index} style={{ padding: "0.5rem 0.75rem" }}><Skeleton width={`${String(80 - index * 9)}%`} /></div>)}
        {!loading && rows.length === 0 && <p className={styles["nothing"]}>{t.trace.noSpanMatches}</p>}
        <div className={styles["spans"]} role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const node = rows[item.index];
            if (node === undefined) return null;
            const id = node.span.span_id;
            return (
              // Keys are handled by the tree itself, which keeps the focus (aria-activedescendant).
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={id}
                id={`span-${id}`}
                role="treeitem"
                tabIndex={-1}
                aria-level={node.depth + 1}
                aria-selected={id === selected}
                aria-expanded={node.children.length > 0 ? !folded.has(id) : undefined}
                className={cx(styles["span"], cursor !== undefined && node.start > cursor + 0.01 && styles["later"])}
                style={{ transform: `translateY(${String(item.start)}px)` }}
                onClick={() => onSelect(id)}
              >
                <Label node={node} folded={folded.has(id)} onFold={(closed) => fold(id, closed)} />
                <Lane node={node} tree={tree} marks={marks} cursor={cursor} />
                <span className={cx(styles["took"], node.span.status === "ERROR" && styles["tookBad"])}>{f.duration(node.duration)}</span>
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

function Label({ node, folded, onFold }: { node: Node; folded: boolean; onFold: (closed: boolean) => void }) {
  const { t } = useI18n();
  const { span } = node;
  const uncounted = !span.counted && (span.kind === "llm" || span.kind === "embedding");
  return (
    <span className={cx(styles["label"], uncounted && styles["uncounted"])} title={uncounted ? t.trace.notCounted : span.name}>
      {Array.from({ length: Math.min(node.depth, DEEPEST_INDENT) }, (_, index) => <i key={index} className={styles["guide"]} />)}
      {node.children.length > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          className={styles["fold"]}
          onClick={(event) => {
            event.stopPropagation();
            onFold(!folded);
          }}
        >
          <Icon name={folded ? "chevronRight" : "chevronDown"} size={12} strokeWidth={2} />
        </button>
      ) : <span className={styles["fold"]} />}
      <span className={styles["kind"]} style={{ color: KIND_COLOR[span.kind] }} title={t.trace.kinds[span.kind]}><Icon name={KIND_ICON[span.kind]} size={14} /></span>
      <span className="visually-hidden">{t.trace.kinds[span.kind]}</span>
      <b>{span.name}</b>
      {folded && <span className={styles["tag"]}>+{node.size}</span>}
      {uncounted && <span className="visually-hidden">{t.trace.notCountedShort}</span>}
      {span.orphan && <span className={styles["orphan"]} title={t.trace.orphan}><Icon name="link" size={12} /><span className="visually-hidden">{t.trace.orphan}</span></span>}
      {span.status === "ERROR" && <span title={t.traces.error}><StatusGlyph status="ERROR" /><span className="visually-hidden">{t.traces.error}</span></span>}
    </span>
  );
}

function Lane({ node, tree, marks, cursor }: { node: Node; tree: Tree; marks: readonly number[]; cursor: number | undefined }) {
  const { t, f } = useI18n();
  const { span } = node;
  const share = (ms: number) => `${String((ms / tree.length) * 100)}%`;
  const uncounted = !span.counted && (span.kind === "llm" || span.kind === "embedding");
  const wait = span.ttft_ms !== null && span.ttft_ms > 0 && node.duration > 0 && span.ttft_ms < node.duration ? (span.ttft_ms / node.duration) * 100 : null;
  const bar = { insetInlineStart: `min(${share(node.start)}, calc(100% - 3px))`, width: share(node.duration), "--bar": KIND_COLOR[span.kind] } as CSSProperties;
  return (
    <span className={styles["lane"]} title={t.trace.offset(f.duration(node.start))}>
      {marks.slice(1).map((mark) => <i key={mark} className={styles["grid"]} style={{ insetInlineStart: share(mark) }} />)}
      <i className={styles["bar"]} data-failed={span.status === "ERROR"} data-uncounted={uncounted} style={bar}>
        {wait !== null && !uncounted && <i className={styles["wait"]} style={{ width: `${String(wait)}%` }} title={t.trace.ttftTick(f.duration(span.ttft_ms))} />}
      </i>
      {cursor !== undefined && <i className={styles["cursor"]} style={{ insetInlineStart: share(cursor) }} />}
    </span>
  );
}
