import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getMetrics } from "@/api/endpoints";
import { VolumeStrip } from "@/charts/VolumeStrip";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { Banner, Notice } from "@/ui/Feedback";
import { Filters } from "./Filters";
import { TraceTable } from "./TraceTable";
import { useTraceList } from "./useTraceList";
import styles from "./Traces.module.css";

export function TracesPage() {
  const { t, f, zone } = useI18n();
  const { window: range, search, setSearch, refresh } = useScope();
  const list = useTraceList();
  const metrics = useQuery({
    queryKey: ["metrics", range.project, range.start, range.end, zone],
    queryFn: ({ signal }) => getMetrics(range, zone, signal),
    placeholderData: (before) => before,
    gcTime: 20_000,
  });

  useEffect(() => {
    document.title = `${t.traces.title} · ${t.product}`;
  }, [t]);

  const filtered = search.q !== undefined || search.status !== undefined || search.model !== undefined;
  const points = (metrics.data?.series ?? []).map((point) => ({
    total: point.trace_count,
    failed: point.error_count,
    title: `${f.tick(point.time, metrics.data?.interval_seconds ?? 0)} · ${t.traces.count(f.count(point.trace_count), point.trace_count)}, ${f.count(point.error_count)} ${t.traces.error}`,
  }));
  const brush = (from: number, to: number) => {
    const [start, end] = [Date.parse(range.start), Date.parse(range.end)];
    const at = (part: number) => new Date(Math.round(start + (end - start) * part)).toISOString();
    setSearch({ range: undefined, from: at(from), to: at(to) });
  };
  const noAnswer = list.loaded ? null : list.error;

  return (
    <div className={styles["page"]}>
      <div className={styles["head"]}>
        <div className={styles["line"]}>
          <h1 className={styles["title"]}>{t.traces.title}</h1>
          {list.total !== undefined && <span className={styles["count"]} role="status">{t.traces.count(f.count(list.total), list.total)}</span>}
        </div>
        <Filters models={metrics.data?.by_model.map((row) => row.model) ?? []} />
        {list.error !== null && list.loaded && <Banner>{t.errors.agentops}</Banner>}
      </div>
      <div className={styles["volume"]} title={t.traces.brush}>
        <VolumeStrip points={points} label={t.traces.volume} onBrush={brush} />
        <div className={styles["axis"]}><span>{f.tick(range.start, 3600)}</span><span>{f.tick(range.end, 3600)}</span></div>
      </div>
      <div className={styles["frame"]}>
        {noAnswer !== null && <Failure error={noAnswer} onRetry={refresh} />}
        {list.loaded && list.rows.length === 0 && !list.changing && (
          <Notice
            icon="search"
            title={filtered ? t.traces.empty : t.overview.empty.noneInRange}
            lead={filtered ? t.traces.emptyLead : t.overview.empty.noneInRangeLead}
            actions={filtered
              ? <Button look="primary" onClick={() => setSearch({ q: undefined, status: undefined, model: undefined })}>{t.traces.clearFilters}</Button>
              : <Button look="primary" onClick={() => setSearch({ range: "30d", from: undefined, to: undefined })}>{t.overview.empty.widen}</Button>}
          />
        )}
        {noAnswer === null && (list.rows.length > 0 || !list.loaded || list.changing) && <TraceTable key={list.listKey} list={list} />}
      </div>
    </div>
  );
}
