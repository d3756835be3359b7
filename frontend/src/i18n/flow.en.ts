const s = (count: number) => (count === 1 ? "" : "s");

export const flowEn = {
  title: "Agent flow",
  lead: "Who calls whom, from real parents and children. Press a node or a number to see the traces behind it.",
  graph: "Graph of agents, tools and models",
  start: "Start",
  kinds: { start: "Start", agent: "Agent", tool: "Tool", model: "Model" },
  measure: "Show",
  measures: { calls: "Calls", latency: "Latency", errors: "Errors", cost: "Cost" },
  column: { kind: "Kind", name: "Name", from: "From", to: "To", calls: "Calls", errors: "Errors", avg: "Avg latency", p95: "p95", tokens: "Tokens", cost: "Cost" },
  nodes: "Nodes",
  edges: "Calls between them",
  calls: (count: string, n: number) => `${count} call${s(n)}`,
  errors: (count: string, n: number) => `${count} error${s(n)}`,
  from: (from: string, to: string) => `${from} calls ${to}`,
  unpriced: (count: number) => `${String(count)} without a price`,
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fit: "Show all of it",
  partial: (used: string, all: string) => `From the latest ${used} of ${all} traces.`,
  of: (count: string, n: number) => `From ${count} trace${s(n)}.`,
  cut: (count: number) => `${String(count)} rarer nodes are only in the table.`,
  empty: "No agent, tool or model was at work in this time range.",
  emptyTrace: "No agent, tool or model is at work in this trace.",
  hint: "Ctrl and the wheel zoom.",
};

export type FlowText = typeof flowEn;
