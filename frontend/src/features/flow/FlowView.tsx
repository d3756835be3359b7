import { lazy, Suspense, useMemo, useState, type ReactNode } from "react";
import type { FlowAct, FlowTarget, FlowWords } from "@/charts/FlowGraph";
import { FLOW_MEASURES, MOST_NODES, type FlowData, type FlowFigures, type FlowMeasure } from "@/charts/flow";
import { useFlowText } from "@/i18n/flow";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { PHONE, useMedia } from "@/ui/media";
import { Segmented } from "@/ui/Segmented";
import { FlowTables } from "./FlowTables";
import styles from "./Flow.module.css";

const FlowGraph = lazy(async () => ({ default: (await import("@/charts/FlowGraph")).FlowGraph }));

interface Props {
  /** Undefined while it is on its way. */
  data: FlowData | undefined;
  Act: FlowAct;
  /** Of the CSV file. */
  name: string;
  title?: ReactNode;
  note?: ReactNode;
  empty: string;
  /** As high as the picture asks for; else as high as its place. */
  grow?: boolean;
  className?: string | undefined;
}

/** The flow as a picture or as tables, with what to show on it and a download. */
export function FlowView({ data, Act, name, title, note, empty, grow = false, className }: Props) {
  const { t, f } = useI18n();
  const w = useFlowText();
  const [measure, setMeasure] = useState<FlowMeasure>("calls");
  // A picture of many boxes says little at a phone's width.
  const phone = useMedia(PHONE);
  const [chosen, setChosen] = useState<"graph" | "table" | null>(null);
  const asTable = (chosen ?? (phone ? "table" : "graph")) === "table";

  const words = useMemo<FlowWords>(() => {
    const name = ({ node }: FlowTarget) => (node.name === "" ? w.kinds[node.kind] : node.name);
    const short = (figures: FlowFigures, of: FlowMeasure) => {
      const parts: Record<FlowMeasure, string> = { calls: w.calls(f.compact(figures.calls), figures.calls), latency: f.duration(figures.avg_latency_ms), errors: w.errors(f.compact(figures.errors), figures.errors), cost: f.money(figures.cost_usd) };
      const order: FlowMeasure[] = [of, ...(["calls", "latency", "cost"] as const).filter((other) => other !== of)];
      return order.slice(0, 3).filter((part) => part !== "cost" || figures.cost_usd !== null || of === "cost").map((part) => parts[part]).join(" · ");
    };
    return {
      graph: w.graph, start: w.start, kinds: w.kinds, zoomIn: w.zoomIn, zoomOut: w.zoomOut, fit: w.fit, short,
      edge: (figures, of) => (of === "calls" ? f.compact(figures.calls) : of === "errors" ? f.compact(figures.errors) : of === "cost" ? f.money(figures.cost_usd) : f.duration(figures.avg_latency_ms)),
      errors: (count) => w.errors(f.compact(count), count),
      describe: (target, figures) => [
        target.from === undefined ? `${w.kinds[target.node.kind]} ${name(target)}` : w.from(name({ node: target.from }), name(target)),
        w.calls(f.count(figures.calls), figures.calls), f.duration(figures.avg_latency_ms), ...(figures.errors > 0 ? [w.errors(f.count(figures.errors), figures.errors)] : []), ...(figures.cost_usd === null ? [] : [f.money(figures.cost_usd)]),
      ].join(", "),
    };
  }, [w, f]);

  const save = () => {
    if (data === undefined) return;
    const names = new Map(data.nodes.map((node) => [node.id, node.name === "" ? w.kinds[node.kind] : node.name]));
    const { column } = w;
    const figures = (one: FlowFigures) => [one.calls, one.errors, one.avg_latency_ms, one.p95_latency_ms, one.total_tokens, one.cost_usd];
    download(`${name}.csv`, toCsv(
      [column.kind, column.from, column.to, column.calls, column.errors, `${column.avg} (ms)`, `${column.p95} (ms)`, column.tokens, `${column.cost} (USD)`],
      [
        ...data.nodes.map((node) => [w.kinds[node.kind], "", names.get(node.id) ?? "", ...figures(node)]),
        ...data.edges.map((edge) => ["→", names.get(edge.source) ?? edge.source, names.get(edge.target) ?? edge.target, ...figures(edge)]),
      ],
    ));
  };

  const isEmpty = data?.nodes.length === 0;
  const cut = data === undefined ? 0 : Math.max(0, data.nodes.length - MOST_NODES);
  return (
    <div className={className}>
      <div className={styles["head"]}>
        <div className={styles["title"]}>{title}</div>
        <div className={styles["tools"]}>
          {!asTable && <Segmented label={w.measure} value={measure} onChange={setMeasure} options={FLOW_MEASURES.map((value) => ({ value, label: w.measures[value] }))} />}
          <IconButton small icon={asTable ? "flow" : "table"} label={asTable ? t.common.chart : t.common.table} aria-pressed={asTable} onClick={() => setChosen(asTable ? "graph" : "table")} />
          <IconButton small icon="download" label={t.common.download} disabled={data === undefined || isEmpty} onClick={save} />
        </div>
      </div>
      {isEmpty ? <p className={styles["quiet"]}>{empty}</p> : asTable && data !== undefined ? <FlowTables data={data} Act={Act} words={words} /> : (
        <div className={styles["box"]}>
          <Suspense fallback={<Skeleton height={grow ? 384 : "100%"} style={{ opacity: 0.35 }} />}>
            {data === undefined ? <Skeleton height={grow ? 384 : "100%"} style={{ opacity: 0.35 }} /> : <FlowGraph data={data} measure={measure} words={words} Act={Act} grow={grow} details={(target, figures) => <Details target={target} figures={figures} />} />}
          </Suspense>
        </div>
      )}
      {!isEmpty && <p className={styles["note"]}>{note} {cut > 0 && w.cut(cut)} {!asTable && !phone && w.hint}</p>}
    </div>
  );
}

function Details({ target, figures }: { target: FlowTarget; figures: FlowFigures }) {
  const { f } = useI18n();
  const w = useFlowText();
  const name = (node: FlowTarget["node"]) => (node.name === "" ? w.kinds[node.kind] : node.name);
  const rows: [string, string][] = [
    [w.column.calls, f.count(figures.calls)],
    [w.column.errors, figures.calls === 0 ? "0" : `${f.count(figures.errors)} (${f.percent(figures.errors / figures.calls)})`],
    [w.column.avg, f.duration(figures.avg_latency_ms)],
    [w.column.p95, f.duration(figures.p95_latency_ms)],
    ...(figures.total_tokens > 0 ? [[w.column.tokens, f.count(figures.total_tokens)] as [string, string]] : []),
    ...(figures.cost_usd !== null || figures.unpriced_calls > 0 ? [[w.column.cost, `${f.money(figures.cost_usd)}${figures.unpriced_calls > 0 ? ` · ${w.unpriced(figures.unpriced_calls)}` : ""}`] as [string, string]] : []),
  ];
  return (
    <>
      <b className={styles["detailName"]}>{target.from === undefined ? name(target.node) : `${name(target.from)} → ${name(target.node)}`}</b>
      <dl className={styles["details"]}>{rows.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>
    </>
  );
}
