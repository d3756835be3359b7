import { createContext, use, useMemo } from "react";
import type { FlowAct } from "@/charts/FlowGraph";
import { useFlowText } from "@/i18n/flow";
import { FlowView } from "./FlowView";
import { flowOfTrace, type FlowSpan } from "./ofTrace";
import styles from "./Flow.module.css";

const Choose = createContext<(node: string) => void>(() => undefined);

const ToSpan: FlowAct = ({ target, className, label, children }) => {
  const choose = use(Choose);
  return <button type="button" className={className} aria-label={label} onClick={() => choose(target.node.id)}>{children}</button>;
};

/** The graph of one trace; a node leads to its spans, the next one with each press. */
export function TraceFlow({ spans, selected, onSelect }: { spans: readonly FlowSpan[]; selected: string | undefined; onSelect: (spanId: string) => void }) {
  const w = useFlowText();
  const flow = useMemo(() => flowOfTrace(spans), [spans]);
  const choose = (node: string) => {
    const ids = flow.spansOf.get(node) ?? [];
    const next = ids[(ids.indexOf(selected ?? "") + 1) % Math.max(1, ids.length)];
    if (next !== undefined) onSelect(next);
  };
  return <Choose value={choose}><FlowView data={flow} Act={ToSpan} name="trace-flow" title={<h2>{w.title}</h2>} empty={w.emptyTrace} className={styles["filling"]} /></Choose>;
}
