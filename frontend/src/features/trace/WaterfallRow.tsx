import { memo, type CSSProperties } from "react";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { StatusGlyph } from "@/ui/Status";
import type { Segment } from "./criticalPath";
import { KIND_COLOR, KIND_ICON, type Node, type Period } from "./tree";
import { marksOf } from "./useWaterfall";
import styles from "./Waterfall.module.css";

const DEEPEST_INDENT = 12;

interface Props {
  node: Node;
  depth: number;
  top: number;
  period: Period;
  selected: boolean;
  folded: boolean;
  matched: boolean;
  /** Its parts of the critical path; undefined where it has none. */
  segments: readonly Segment[] | undefined;
  /** Drawn back: only the critical path is of interest now, and this is not on it. */
  aside: boolean;
  onSelect: (spanId: string) => void;
  onFold: (spanId: string, closed: boolean) => void;
}

/** One span: its name in the tree and its bar on the time axis. Drawn again only when something of it changes: thousands scroll by. */
export const WaterfallRow = memo(function WaterfallRow({ node, depth, top, period, selected, folded, matched, segments, aside, onSelect, onFold }: Props) {
  const { f } = useI18n();
  const { span } = node;
  const id = span.span_id;
  return (
    // Keys are handled by the tree itself, which keeps the focus (aria-activedescendant).
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`span-${id}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={node.children.length > 0 ? !folded : undefined}
      className={cx(styles["span"], aside && styles["aside"], matched && styles["matched"])}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => onSelect(id)}
    >
      <Label node={node} depth={depth} folded={folded} onPath={segments !== undefined} onFold={onFold} />
      <Lane node={node} period={period} segments={segments} />
      <span className={cx(styles["took"], span.status === "ERROR" && styles["tookBad"])}>{f.duration(node.duration)}</span>
    </div>
  );
});

function Label({ node, depth, folded, onPath, onFold }: { node: Node; depth: number; folded: boolean; onPath: boolean; onFold: Props["onFold"] }) {
  const { t } = useI18n();
  const w = useTraceText();
  const { span } = node;
  const uncounted = !span.counted && (span.kind === "llm" || span.kind === "embedding");
  return (
    <span className={cx(styles["label"], uncounted && styles["uncounted"])} title={uncounted ? t.trace.notCounted : span.name}>
      {Array.from({ length: Math.min(depth, DEEPEST_INDENT) }, (_, index) => <i key={index} className={styles["guide"]} />)}
      {node.children.length > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          className={styles["fold"]}
          onClick={(event) => {
            event.stopPropagation();
            onFold(span.span_id, !folded);
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
      {onPath && <span className="visually-hidden">{w.onPath}</span>}
      {span.orphan && <span className={styles["orphan"]} title={t.trace.orphan}><Icon name="link" size={12} /><span className="visually-hidden">{t.trace.orphan}</span></span>}
      {span.status === "ERROR" && <span title={t.traces.error}><StatusGlyph status="ERROR" /><span className="visually-hidden">{t.traces.error}</span></span>}
      {folded && node.failures > 0 && span.status !== "ERROR" && <span className={styles["tookBad"]} title={w.failuresBelow(node.failures)}><StatusGlyph status="ERROR" size={8} /><span className="visually-hidden">{w.failuresBelow(node.failures)}</span></span>}
    </span>
  );
}

function Lane({ node, period, segments }: { node: Node; period: Period; segments: readonly Segment[] | undefined }) {
  const { t, f } = useI18n();
  const { span } = node;
  const length = period.to - period.from;
  const percent = (ms: number) => `${String((ms / length) * 100)}%`;
  const uncounted = !span.counted && (span.kind === "llm" || span.kind === "embedding");
  const wait = span.ttft_ms !== null && span.ttft_ms > 0 && node.duration > 0 && span.ttft_ms < node.duration ? (span.ttft_ms / node.duration) * 100 : null;
  // A bar that ends outside of the part shown is cut there: browsers do not draw boxes a million pixels wide.
  const from = Math.max(node.start, period.from - length * 0.1);
  const to = Math.min(node.end, period.to + length * 0.1);
  const away = node.end < period.from ? "before" : node.start > period.to ? "after" : undefined;
  const bar = { insetInlineStart: `min(${percent(from - period.from)}, calc(100% - 3px))`, width: percent(Math.max(0, to - from)), "--bar": KIND_COLOR[span.kind] } as CSSProperties;
  return (
    <span className={styles["lane"]} title={t.trace.offset(f.duration(node.start))}>
      {away !== undefined ? <i className={styles["away"]} data-where={away} /> : (
        <i className={styles["bar"]} data-failed={span.status === "ERROR"} data-uncounted={uncounted} style={bar}>
          {wait !== null && !uncounted && from === node.start && to === node.end && <i className={styles["wait"]} style={{ width: `${String(wait)}%` }} title={t.trace.ttftTick(f.duration(span.ttft_ms))} />}
        </i>
      )}
      {marksOf(segments, period).map((mark) => <i key={mark.from} className={styles["path"]} style={{ insetInlineStart: percent(Math.max(mark.from, period.from) - period.from), width: percent(Math.min(mark.to, period.to) - Math.max(mark.from, period.from)) }} />)}
    </span>
  );
}
