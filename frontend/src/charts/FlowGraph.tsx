import "@xyflow/react/dist/base.css";
import { graphlib, layout } from "@dagrejs/dagre";
import { BaseEdge, EdgeLabelRenderer, getBezierPath, Handle, Position, ReactFlow, ReactFlowProvider, useReactFlow, type Edge, type EdgeProps, type Node, type NodeProps } from "@xyflow/react";
import { createContext, use, useEffect, useMemo, useRef, useState, type ComponentType, type KeyboardEvent, type ReactNode } from "react";
import { IconButton } from "@/ui/Button";
import { Icon, type IconName } from "@/ui/Icon";
import { drawable, measured, neighbour, type FlowData, type FlowEdge, type FlowFigures, type FlowKind, type FlowMeasure, type FlowNode, type Placed } from "./flow";
import styles from "./FlowGraph.module.css";

export interface FlowTarget { node: FlowNode; from?: FlowNode | undefined }

export interface FlowWords {
  graph: string;
  start: string;
  kinds: Record<FlowKind, string>;
  /** What a node or edge is, with its figures, for screen readers. */
  describe: (target: FlowTarget, figures: FlowFigures) => string;
  short: (figures: FlowFigures, measure: FlowMeasure) => string;
  /** The figure of an edge, as short as can be. */
  edge: (figures: FlowFigures, measure: FlowMeasure) => string;
  errors: (count: number) => string;
  zoomIn: string;
  zoomOut: string;
  fit: string;
}

/** What a node or an edge's label is: a link, a button, or nothing that can be pressed. */
export type FlowAct = ComponentType<{ target: FlowTarget; className: string | undefined; label: string; children: ReactNode }>;

interface Props {
  data: FlowData;
  measure: FlowMeasure;
  words: FlowWords;
  Act: FlowAct;
  /** More about what is pointed at or has the focus. */
  details: (target: FlowTarget, figures: FlowFigures) => ReactNode;
  /** As high as the picture asks for, within reason; else as high as its box. */
  grow?: boolean;
}

type GraphNode = Node<{ node: FlowNode; weight: number }, "flow">;
type GraphEdge = Edge<{ edge: FlowEdge; weight: number; target: FlowNode; from: FlowNode }, "flow">;

const WIDTH = 186;
const HEIGHT = 60;
const [LEAST_HEIGHT, MOST_HEIGHT] = [300, 780];
const START = { width: 92, height: 36 };
const ICONS: Record<FlowKind, IconName> = { start: "play", agent: "agent", tool: "tool", model: "llm" };
const nodeTypes = { flow: NodeView };
const edgeTypes = { flow: EdgeView };

interface Layout { places: Map<string, Placed>; width: number; height: number }

function place({ nodes, edges }: FlowData, ranksep: number): Layout {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 22, ranksep, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, node.kind === "start" ? { ...START } : { width: WIDTH, height: HEIGHT });
  for (const edge of edges) {
    if (edge.source !== edge.target) graph.setEdge(edge.source, edge.target, { weight: Math.ceil(Math.log2(edge.calls + 1)) });
  }
  layout(graph);
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  const places = new Map(nodes.map((node) => {
    const { x, y } = graph.node(node.id) as Placed;
    const { width, height } = node.kind === "start" ? START : { width: WIDTH, height: HEIGHT };
    const at = { x: x - width / 2, y: y - height / 2 };
    Object.assign(box, { left: Math.min(box.left, at.x), right: Math.max(box.right, at.x + width), top: Math.min(box.top, at.y), bottom: Math.max(box.bottom, at.y + height) });
    return [node.id, at] as const;
  }));
  return { places, width: Math.max(1, box.right - box.left), height: Math.max(1, box.bottom - box.top) };
}

const RANKSEP = { least: 96, most: 300 };
/** The shape of the boxes that it is usually shown in. */
const RATIO = 1.9;

/** In layers from left to right; where there are many rows, the layers move apart so that the picture fills its box. */
function placed(data: FlowData): Layout {
  const tight = place(data, RANKSEP.least);
  const gaps = Math.max(1, Math.round((tight.width - START.width) / (WIDTH + RANKSEP.least)));
  const more = (tight.height * RATIO - tight.width) / gaps;
  return more <= 8 ? tight : place(data, Math.min(RANKSEP.most, RANKSEP.least + more));
}

interface Pointed { target: FlowTarget; figures: FlowFigures }
interface Surroundings { words: FlowWords; measure: FlowMeasure; Act: FlowAct; point: (pointed: Pointed | null) => void; pointed: string | null }
const Context = createContext<Surroundings | null>(null);

function useSurroundings(): Surroundings {
  const value = use(Context);
  if (value === null) throw new Error("a part of FlowGraph outside of it");
  return value;
}

const nameOf = (pointed: Pointed | null) => (pointed === null ? null : `${pointed.target.from?.id ?? ""}>${pointed.target.node.id}`);

/** Who calls whom, in layers. Only this file draws with React Flow and dagre. */
export function FlowGraph(props: Props) {
  return <ReactFlowProvider><Graph {...props} /></ReactFlowProvider>;
}

function Graph({ data, measure, words, Act, details, grow = false }: Props) {
  const shown = useMemo(() => drawable(data), [data]);
  const { places, height } = useMemo(() => placed(shown), [shown]);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const flow = useReactFlow();

  const { nodes, edges } = useMemo(() => {
    const byId = new Map(shown.nodes.map((node) => [node.id, node]));
    const most = Math.max(...shown.nodes.filter((node) => node.kind !== "start").map((node) => measured(node, measure)), 0);
    const busiest = Math.max(...shown.edges.map((edge) => edge.calls), 1);
    // The keyboard goes through them as the eye does.
    const ordered = [...shown.nodes].sort((a, b) => {
      const [one, other] = [places.get(a.id), places.get(b.id)];
      return (one?.x ?? 0) - (other?.x ?? 0) || (one?.y ?? 0) - (other?.y ?? 0);
    });
    return {
      nodes: ordered.map((node): GraphNode => ({
        id: node.id, type: "flow", position: places.get(node.id) ?? { x: 0, y: 0 }, data: { node, weight: most === 0 ? 0 : measured(node, measure) / most },
        ...(node.kind === "start" ? START : { width: WIDTH, height: HEIGHT }), style: { pointerEvents: "all" },
      })),
      edges: shown.edges.flatMap((edge): GraphEdge[] => {
        const [from, target] = [byId.get(edge.source), byId.get(edge.target)];
        if (from === undefined || target === undefined) return [];
        return [{ id: `${edge.source}>${edge.target}`, source: edge.source, target: edge.target, type: "flow", data: { edge, from, target, weight: Math.log2(edge.calls + 1) / Math.log2(busiest + 1) } }];
      }),
    };
  }, [shown, places, measure]);

  const fit = () => void flow.fitView({ padding: 0.08, maxZoom: 1.1 });
  const key = (event: KeyboardEvent) => {
    const from = document.activeElement?.closest<HTMLElement>("[data-id]")?.dataset["id"];
    const to = from === undefined ? undefined : neighbour(places, from, event.key);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    host.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(to)}"] :is(a, button)`)?.focus();
  };
  useEffect(() => {
    const timer = setTimeout(() => void flow.fitView({ padding: 0.08, maxZoom: 1.1 }), 0);
    return () => clearTimeout(timer);
  }, [flow, places]);

  return (
    <Context value={{ words, measure, Act, point: setPointed, pointed: nameOf(pointed) }}>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows go from one link inside to the next */}
      <div ref={host} className={styles["graph"]} style={grow ? { height: Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, height * 0.95 + 24)) } : undefined} onKeyDown={key}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          aria-label={words.graph}
          fitView
          fitViewOptions={{ padding: 0.08, maxZoom: 1.1 }}
          minZoom={0.15}
          maxZoom={2}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          // The page scrolls over the graph; with Ctrl the wheel zooms, as fingers do.
          zoomOnScroll={false}
          preventScrolling={false}
          zoomActivationKeyCode={["Control", "Meta"]}
          zoomOnDoubleClick={false}
          attributionPosition="bottom-right"
        />
        <div className={styles["zoom"]}>
          <IconButton small look="plain" icon="plus" label={words.zoomIn} onClick={() => void flow.zoomIn()} />
          <IconButton small look="plain" icon="minus" label={words.zoomOut} onClick={() => void flow.zoomOut()} />
          <IconButton small look="plain" icon="expand" label={words.fit} onClick={fit} />
        </div>
        {pointed !== null && <div className={styles["details"]} aria-hidden="true">{details(pointed.target, pointed.figures)}</div>}
      </div>
    </Context>
  );
}

function NodeView({ data: { node, weight } }: NodeProps<GraphNode>) {
  const { words, measure, Act, point, pointed } = useSurroundings();
  const target = { node };
  const handles = (
    <>
      <Handle type="target" position={Position.Left} className={styles["handle"]} isConnectable={false} />
      <Handle type="source" position={Position.Right} className={styles["handle"]} isConnectable={false} />
    </>
  );
  if (node.kind === "start") return <div className={styles["start"]}>{handles}<Icon name="play" size={12} />{words.start}</div>;
  const failing = node.errors > 0;
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- shows more about what has the pointer or the focus; the act is inside
    <div className={styles["node"]} data-kind={node.kind} data-pointed={pointed === `>${node.id}`} onPointerEnter={() => point({ target, figures: node })} onPointerLeave={() => point(null)} onFocus={() => point({ target, figures: node })} onBlur={() => point(null)}>
      {handles}
      <Act target={target} className={styles["act"]} label={words.describe(target, node)}>
        <span className={styles["name"]}><Icon name={ICONS[node.kind]} size={14} /><b>{node.name === "" ? words.kinds[node.kind] : node.name}</b>{failing && <em>{words.errors(node.errors)}</em>}</span>
        <span className={styles["figures"]}>{words.short(node, measure)}</span>
        <i className={styles["weight"]} data-bad={measure === "errors"}><i style={{ width: `${String(weight * 100)}%` }} /></i>
      </Act>
    </div>
  );
}

function EdgeView(props: EdgeProps<GraphEdge>) {
  const { words, measure, Act, point, pointed } = useSurroundings();
  const { data } = props;
  if (data === undefined) return null;
  const { edge, from, target: node, weight } = data;
  const target = { node, from };
  const [path, x, y] = edge.source === edge.target ? loop(props) : getBezierPath(props);
  const failing = edge.errors > 0;
  const name = nameOf({ target, figures: edge });
  const near = pointed !== null && (pointed === name || pointed === `>${edge.source}` || pointed === `>${edge.target}`);
  const value = measure === "errors" && !failing ? null : words.edge(edge, measure);
  return (
    <>
      <BaseEdge id={props.id} path={path} className={styles["edge"] ?? ""} data-bad={failing} data-near={near} data-far={pointed !== null && !near} style={{ strokeWidth: 1 + weight * 4 }} />
      {value !== null && (
        <EdgeLabelRenderer>
          {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- as for nodes */}
          <div className={`nodrag nopan ${styles["label"] ?? ""}`} data-bad={failing} data-far={pointed !== null && !near} style={{ transform: `translate(-50%, -50%) translate(${String(x)}px, ${String(y)}px)` }} onPointerEnter={() => point({ target, figures: edge })} onPointerLeave={() => point(null)} onFocus={() => point({ target, figures: edge })} onBlur={() => point(null)}>
            <Act target={target} className={styles["labelAct"]} label={words.describe(target, edge)}>{value}</Act>
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** An agent that calls itself. */
function loop({ sourceX, sourceY, targetX, targetY }: EdgeProps<GraphEdge>): [string, number, number] {
  const top = Math.min(sourceY, targetY) - HEIGHT;
  return [`M ${String(sourceX)} ${String(sourceY)} C ${String(sourceX + 50)} ${String(top)}, ${String(targetX - 50)} ${String(top)}, ${String(targetX)} ${String(targetY)}`, (sourceX + targetX) / 2, top + 14];
}
