import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { ApiFailure } from "@/api/client";
import { getTrace } from "@/api/endpoints";
import { Failure } from "@/features/scope/Failure";
import { useShortcuts } from "@/features/scope/keys";
import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { buttonClass } from "@/ui/Button";
import { Notice, Skeleton, Small } from "@/ui/Feedback";
import { SpanPanel } from "./SpanPanel";
import { SpanTree } from "./SpanTree";
import { SplitPanes } from "./SplitPanes";
import { buildTree, firstSelection } from "./tree";
import { TraceHeader } from "./TraceHeader";
import styles from "./Trace.module.css";

/** Spans of a running agent arrive over time: a trace this young is looked at again. */
const YOUNG_MS = 120_000;

export function TracePage({ traceId }: { traceId: string }) {
  const { t } = useI18n();
  const { search, setSearch, live } = useScope();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ["trace", traceId, search.project],
    queryFn: ({ signal }) => getTrace(traceId, search.project, signal),
    staleTime: 3000,
    refetchInterval: (query) => {
      if (live === null) return false;
      const end = query.state.data?.trace.end_time;
      const waiting = query.state.error instanceof ApiFailure && query.state.error.kind === "not_found";
      return waiting || (end !== undefined && Date.now() - Date.parse(end) < YOUNG_MS) ? 3000 : false;
    },
  });
  const tree = useMemo(() => buildTree(data?.spans ?? []), [data]);
  const selected = search.span !== undefined && tree.byId.has(search.span) ? search.span : firstSelection(tree);
  const node = selected === undefined ? undefined : tree.byId.get(selected);
  const listSearch = { ...search, span: undefined, view: undefined };

  useEffect(() => {
    document.title = data === undefined ? t.product : `${data.trace.name} · ${t.product}`;
  }, [data, t]);

  useShortcuts({ Escape: () => void navigate({ to: "/admin/monitoring/traces", search: listSearch }) });

  if (error !== null && data === undefined) {
    const missing = error instanceof ApiFailure && error.kind === "not_found";
    const back = <Link to="/admin/monitoring/traces" search={listSearch} className={buttonClass("primary")}>{t.trace.back}</Link>;
    return missing
      ? <Notice icon="question" title={t.trace.notFound} lead={t.trace.notFoundLead} actions={back}><Small><span className="mono">{traceId}</span></Small></Notice>
      : <Failure error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className={styles["page"]}>
      <TraceHeader traceId={traceId} trace={data?.trace} />
      <SplitPanes label={t.trace.resize}>
        <SpanTree tree={tree} loading={data === undefined} selected={selected} onSelect={(span) => setSearch({ span }, { replace: true })} />
        {node === undefined ? <div className={styles["detail"]}><div className={styles["detailBody"]}>{data === undefined && <Skeleton height="12rem" />}</div></div> : <SpanPanel node={node} />}
      </SplitPanes>
    </div>
  );
}
