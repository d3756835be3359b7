import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { getFlow } from "@/api/replay";
import { quoted } from "@/api/quote";
import type { FlowAct, FlowTarget } from "@/charts/FlowGraph";
import type { FlowNode } from "@/charts/flow";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useSteady } from "@/features/scope/steady";
import { useFlowText } from "@/i18n/flow";
import { useI18n } from "@/i18n/I18n";
import { Banner } from "@/ui/Feedback";
import { FlowView } from "./FlowView";
import styles from "./Flow.module.css";

function termOf(node: FlowNode): string | null {
  return node.kind === "start" || node.name === "" ? null : `${node.kind}=${quoted(node.name)}`;
}

/** The filter of the traces behind a node or an edge, within the filter that was already there. */
export function queryOf({ node, from }: FlowTarget, q: string | undefined): string | undefined {
  const terms = [from === undefined ? null : termOf(from), termOf(node)].filter((term) => term !== null);
  const all = [...(q === undefined || q === "" ? [] : [terms.length === 0 ? q : `(${q})`]), ...new Set(terms)];
  return all.length === 0 ? undefined : all.join(" ");
}

const ToTraces: FlowAct = ({ target, className, label, children }) => {
  const { search } = useScope();
  return <Link to="/admin/monitoring/traces" search={{ ...scopeOf(search), q: queryOf(target, search.q) }} preload={false} className={className} aria-label={label}>{children}</Link>;
};

/** The graph of the chosen project, range and filter; for a page that has them in its address. */
export function FlowSection() {
  const { f } = useI18n();
  const w = useFlowText();
  const scope = useScope();
  const { q } = scope.search;
  const query = useQuery({
    queryKey: ["flow", scope.search.project, scope.window.start, scope.window.end, q],
    queryFn: ({ signal }) => getFlow(scope.window, q, signal),
    placeholderData: (before) => before,
  });
  const data = useSteady(query.data, `${scope.scopeKey}|${q ?? ""}`, query.isPlaceholderData);
  const note = data === undefined ? null : data.complete ? w.of(f.count(data.trace_count), data.trace_count) : w.partial(f.count(data.trace_count), f.count(data.total_traces));
  return (
    <section className={styles["section"]} id="flow" aria-label={w.title}>
      {query.error !== null && data === undefined ? <><h2 className={styles["alone"]}>{w.title}</h2><Failure error={query.error} onRetry={() => void query.refetch()} /></> : (
        <>
          {query.error !== null && <Banner>{query.error.message}</Banner>}
          <FlowView data={data} Act={ToTraces} name="agent-flow" title={<><h2>{w.title}</h2><p>{w.lead}</p></>} note={note} empty={w.empty} grow className={styles["view"]} />
        </>
      )}
    </section>
  );
}
