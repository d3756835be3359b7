import type { FlowAct, FlowWords } from "@/charts/FlowGraph";
import type { FlowData, FlowEdge, FlowFigures, FlowNode } from "@/charts/flow";
import { useFlowText } from "@/i18n/flow";
import { useI18n, type I18n } from "@/i18n/I18n";
import type { FlowText } from "@/i18n/flow.en";
import { DataTable, type Column } from "@/ui/DataTable";
import styles from "./Flow.module.css";

function figureColumns<T extends FlowFigures>({ f }: I18n, { column }: FlowText): Column<T>[] {
  return [
    { id: "calls", header: column.calls, end: true, cell: (row) => f.count(row.calls) },
    { id: "errors", header: column.errors, end: true, cell: (row) => (row.errors === 0 ? f.count(0) : <span className={styles["bad"]}>{f.count(row.errors)}</span>) },
    { id: "avg", header: column.avg, end: true, cell: (row) => f.duration(row.avg_latency_ms) },
    { id: "p95", header: column.p95, end: true, cell: (row) => f.duration(row.p95_latency_ms) },
    { id: "tokens", header: column.tokens, end: true, cell: (row) => f.count(row.total_tokens) },
    { id: "cost", header: column.cost, end: true, cell: (row) => f.money(row.cost_usd) },
  ];
}

/** The same graph in rows: for those who read rather than look, and for what the picture leaves out. */
export function FlowTables({ data, Act, words }: { data: FlowData; Act: FlowAct; words: FlowWords }) {
  const i18n = useI18n();
  const w = useFlowText();
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const named = (node: FlowNode | undefined) => (node === undefined ? "" : node.name === "" ? w.kinds[node.kind] : node.name);
  const nodeColumns: Column<FlowNode>[] = [
    { id: "name", header: w.column.name, phone: "title", width: "minmax(9rem, 2fr)", cell: (node) => <Act target={{ node }} className="link" label={words.describe({ node }, node)}>{named(node)}</Act> },
    { id: "kind", header: w.column.kind, phone: "corner", cell: (node) => w.kinds[node.kind] },
    ...figureColumns<FlowNode>(i18n, w),
  ];
  const edgeColumns: Column<FlowEdge>[] = [
    { id: "from", header: w.column.from, width: "minmax(7rem, 1fr)", cell: (edge) => named(nodes.get(edge.source)) },
    {
      id: "to", header: w.column.to, phone: "title", width: "minmax(7rem, 1fr)",
      cell: (edge) => {
        const node = nodes.get(edge.target);
        const from = nodes.get(edge.source);
        return node === undefined ? edge.target : <Act target={{ node, from }} className="link" label={words.describe({ node, from }, edge)}>{named(node)}</Act>;
      },
    },
    ...figureColumns<FlowEdge>(i18n, w),
  ];
  return (
    <div className={styles["tables"]}>
      <DataTable label={w.nodes} columns={nodeColumns} rows={data.nodes.filter((node) => node.kind !== "start")} rowKey={(node) => node.id} />
      <h3>{w.edges}</h3>
      <DataTable label={w.edges} columns={edgeColumns} rows={data.edges} rowKey={(edge) => `${edge.source}>${edge.target}`} />
    </div>
  );
}
