import { lazy, Suspense, useMemo } from "react";
import type { Span } from "@/api/types";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { usePlace } from "./place";
import { SpanPanel } from "./SpanPanel";
import { SplitPanes } from "./SplitPanes";
import { usePayload, type TraceData } from "./traceData";
import { firstSelection } from "./tree";
import type { Waterfall } from "./useWaterfall";
import { WaterfallView } from "./WaterfallView";
import styles from "./Trace.module.css";

const TraceFlow = lazy(async () => ({ default: (await import("@/features/flow/TraceFlow")).TraceFlow }));

interface Props {
  data: TraceData | undefined;
  waterfall: Waterfall;
  payloads: { byId: ReadonlyMap<string, Span> | null; oneByOne: boolean };
}

/** The tree with its time axis, and the chosen span beside it. */
export function TraceView({ data, waterfall, payloads }: Props) {
  const { t } = useI18n();
  const { search, setSearch, traceId, project } = usePlace();
  const { tree, path } = waterfall;
  const first = useMemo(() => firstSelection(tree), [tree]);
  const selected = search.span !== undefined && (tree.byId.has(search.span) || data?.complete === false) ? search.span : first;
  const node = selected === undefined ? undefined : tree.byId.get(selected);
  const { span, error, retry } = usePayload({ spanId: selected, traceId, project, known: payloads.byId, oneByOne: payloads.oneByOne });
  const onPath = path.size === 0 || node === undefined ? null : { ms: (path.get(node.span.span_id) ?? []).reduce((sum, part) => sum + part.end - part.start, 0), of: tree.length };
  const select = (id: string) => setSearch({ span: id }, { replace: true });
  return (
    <SplitPanes label={t.trace.resize}>
      {search.as === "graph" && data !== undefined
        ? <Suspense fallback={<div className={styles["graph"]} />}><div className={styles["graph"]}><TraceFlow spans={data.rows} selected={selected} onSelect={select} /></div></Suspense>
        : <WaterfallView waterfall={waterfall} loading={data === undefined} spanCount={data?.spanCount ?? 0} selected={selected} onSelect={select} />}
      {node === undefined || data === undefined
        ? <div className={styles["detail"]}><div className={styles["detailBody"]}>{(data?.complete ?? false) ? null : <Skeleton height="12rem" />}</div></div>
        : <SpanPanel node={node} span={span} error={error} onRetry={retry} start={data.trace.start_time} onPath={onPath} />}
    </SplitPanes>
  );
}
