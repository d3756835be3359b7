import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type CSSProperties, type KeyboardEvent } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { KIND_COLOR, KIND_ICON, type Node } from "@/features/trace/tree";
import { useCompareText } from "@/i18n/compare";
import { useI18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { StatusGlyph } from "@/ui/Status";
import { Tag } from "@/ui/Tag";
import type { Difference, Pair } from "./align";
import styles from "./Compare.module.css";

export interface Step { id: string; pair: Pair; marks: Difference[] }

const ROW = 38;
const DEEPEST = 10;

interface Props { steps: readonly Step[]; /** Of the longer trace in ms: both bars have one scale. */ length: number; selected: string | undefined; onSelect: (id: string) => void }

/** Both traces as one list of steps: what is in both side by side, what is in one alone. */
export function Steps({ steps, length, selected, onSelect }: Props) {
  const w = useCompareText();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: steps.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 10 });
  const at = steps.findIndex((step) => step.id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- follows the selection, not every scroll
  }, [selected]);
  const move = (by: number) => {
    const next = steps[Math.max(0, Math.min(steps.length - 1, at + by))];
    if (next !== undefined) onSelect(next.id);
  };
  const key = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
    const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, Home: -steps.length, End: steps.length };
    const step = by[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(step);
  };
  useShortcuts({ j: key, k: key });
  if (steps.length === 0) return <p className={styles["nothing"]}>{w.nothing}</p>;
  return (
    <div ref={scroller} role="tree" tabIndex={0} aria-label={w.stepsLabel} aria-activedescendant={at < 0 ? undefined : `pair-${String(at)}`} className={styles["rows"]} onKeyDown={key}>
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const step = steps[item.index];
          return step === undefined ? null : <Row key={step.id} index={item.index} step={step} top={item.start} length={length} selected={item.index === at} onSelect={onSelect} />;
        })}
      </div>
    </div>
  );
}

function Row({ index, step, top, length, selected, onSelect }: { index: number; step: Step; top: number; length: number; selected: boolean; onSelect: Props["onSelect"] }) {
  const { t } = useI18n();
  const w = useCompareText();
  const { a, b, depth } = step.pair;
  const node = a ?? b;
  if (node === undefined) return null;
  const renamed = a !== undefined && b !== undefined && a.span.name !== b.span.name;
  return (
    // Keys are handled by the list itself, which keeps the focus (aria-activedescendant).
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div id={`pair-${String(index)}`} role="treeitem" tabIndex={-1} aria-level={depth + 1} aria-selected={selected} className={cx(styles["row"], a === undefined && styles["onlyB"], b === undefined && styles["onlyA"])} style={{ transform: `translateY(${String(top)}px)` }} onClick={() => onSelect(step.id)}>
      <span className={styles["name"]} style={{ paddingInlineStart: `${String(Math.min(depth, DEEPEST) * 0.875)}rem` }}>
        <span style={{ color: KIND_COLOR[node.span.kind] }} title={t.trace.kinds[node.span.kind]}><Icon name={KIND_ICON[node.span.kind]} size={14} /></span>
        <span className="visually-hidden">{t.trace.kinds[node.span.kind]}</span>
        <b title={node.span.name}>{node.span.name}</b>
        {renamed && <b className={styles["renamed"]} title={b.span.name}>→ {b.span.name}</b>}
      </span>
      <span className={styles["marks"]}>
        {step.marks.filter((mark) => mark !== "time" && mark !== "name").slice(0, 2).map((mark) => <Tag key={mark} tone={mark === "status" ? "bad" : "warn"}>{w.marks[mark]}</Tag>)}
      </span>
      <span className={styles["lanes"]} aria-hidden="true">
        <Bar node={a} length={length} />
        <Bar node={b} length={length} />
      </span>
      <Times a={a} b={b} apart={step.marks.includes("time")} />
    </div>
  );
}

function Bar({ node, length }: { node: Node | undefined; length: number }) {
  if (node === undefined) return <i className={styles["noBar"]} />;
  const percent = (ms: number) => `${String((ms / length) * 100)}%`;
  return <i className={styles["bar"]} style={{ insetInlineStart: `min(${percent(node.start)}, calc(100% - 3px))`, width: percent(node.duration), "--bar": node.span.status === "ERROR" ? "var(--bad)" : KIND_COLOR[node.span.kind] } as CSSProperties} />;
}

function Times({ a, b, apart }: { a: Node | undefined; b: Node | undefined; apart: boolean }) {
  const { t, f } = useI18n();
  const one = (node: Node | undefined) => (
    <span>
      {node?.span.status === "ERROR" && <><StatusGlyph status="ERROR" size={8} /><span className="visually-hidden">{t.traces.error}</span></>}
      {f.duration(node?.duration)}
    </span>
  );
  const change = a === undefined || b === undefined ? null : f.change(b.duration, a.duration);
  const worse = a !== undefined && b !== undefined && b.duration > a.duration;
  return <span className={styles["times"]}>{one(a)}{one(b)}<em data-tone={!apart ? "even" : worse ? "worse" : "better"}>{change ?? ""}</em></span>;
}
