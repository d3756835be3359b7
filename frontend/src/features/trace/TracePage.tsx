import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { ApiFailure } from "@/api/client";
import { Failure } from "@/features/scope/Failure";
import { useShortcuts } from "@/features/scope/keys";
import { useScope } from "@/features/scope/Scope";
import { withoutTrace } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { Announcer } from "@/ui/Announcer";
import { buttonClass } from "@/ui/Button";
import { Banner, Notice, Small } from "@/ui/Feedback";
import { PlaceContext, type Place } from "./place";
import { Crumbs, TraceHeader } from "./TraceHeader";
import { nextLook, textsOf, traceQuery, usePayloads } from "./traceData";
import { TraceView } from "./TraceView";
import { buildTree } from "./tree";
import { useWaterfall } from "./useWaterfall";
import styles from "./Trace.module.css";

const NO_ROWS: readonly never[] = [];

export function TracePage({ traceId }: { traceId: string }) {
  const { search, setSearch } = useScope();
  const place = useMemo<Place>(() => ({ search, setSearch, traceId, project: search.project, shared: false }), [search, setSearch, traceId]);
  return <PlaceContext value={place}><Loaded traceId={traceId} /></PlaceContext>;
}

function Loaded({ traceId }: { traceId: string }) {
  const { t, f } = useI18n();
  const w = useTraceText();
  const { search, live } = useScope();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const query = useQuery({ ...traceQuery(queryClient, traceId, search.project), refetchInterval: ({ state }) => nextLook(state, live !== null) });
  const { data, error } = query;
  const tree = useMemo(() => buildTree(data?.rows ?? NO_ROWS), [data?.rows]);
  const payloads = usePayloads(data, traceId, search.project);
  const texts = useMemo(() => textsOf(payloads.byId), [payloads.byId]);
  const waterfall = useWaterfall(tree, data?.complete === true, texts);
  const back = withoutTrace(search);

  useEffect(() => {
    document.title = data === undefined ? t.product : `${data.trace.name} · ${t.product}`;
  }, [data, t]);
  useShortcuts({ Escape: () => void navigate({ to: "/admin/monitoring/traces", search: back }) });

  if (error !== null && data === undefined) {
    const missing = error instanceof ApiFailure && error.kind === "not_found";
    const away = <Link to="/admin/monitoring/traces" search={back} className={buttonClass("primary")}>{t.trace.back}</Link>;
    return missing
      ? <Notice level={1} icon="question" title={t.trace.notFound} lead={t.trace.notFoundLead} actions={away}><Small><span className="mono">{traceId}</span></Small></Notice>
      : <Failure error={error} onRetry={() => void query.refetch()} />;
  }
  return (
    <div className={styles["page"]}>
      <TraceHeader trace={data?.trace} shares={waterfall.shares}><Crumbs traceId={traceId} trace={data?.trace} /></TraceHeader>
      {error !== null && <Banner>{data.complete ? t.errors.stale(f.time(query.dataUpdatedAt)) : w.brokenOff(f.count(data.rows.length), f.count(data.spanCount))}</Banner>}
      <TraceView data={data} waterfall={waterfall} payloads={payloads} />
      <Announcer />
    </div>
  );
}
