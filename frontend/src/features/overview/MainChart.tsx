import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Metrics } from "@/api/types";
import type { PlotSeries } from "@/charts/series";
import { useTells } from "@/features/scope/capabilities";
import { useScope } from "@/features/scope/Scope";
import { CHARTS, scopeOf, type ChartChoice } from "@/features/scope/search";
import { useI18n, type I18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { Segmented } from "@/ui/Segmented";
import styles from "./Overview.module.css";

const TimeSeriesPlot = lazy(async () => ({ default: (await import("@/charts/TimeSeriesPlot")).TimeSeriesPlot }));
const HEIGHT = 264;

/** The field of the server's answer that a chart is drawn from. */
const TOLD_BY: Record<ChartChoice, string> = { requests: "series.trace_count", cost: "series.cost_usd", tokens: "series.total_tokens", latency: "series.p95_latency_ms" };

interface View { series: PlotSeries[]; format: (value: number | null) => string; axis: (value: number) => string }

function viewOf(choice: ChartChoice, points: Metrics["series"], { t, f }: I18n): View {
  switch (choice) {
    case "requests":
      return {
        // Failures are drawn over the whole, from the same base: what stays visible of the bar behind is what succeeded.
        series: [
          { label: t.overview.chart.succeeded, values: points.map((p) => p.trace_count), color: "--bar-1", shape: "bar" },
          { label: t.overview.chart.failed, values: points.map((p) => p.error_count), color: "--series-2", shape: "bar" },
        ],
        format: f.count,
        axis: f.compact,
      };
    case "cost":
      return { series: [{ label: t.overview.chart.cost, values: points.map((p) => p.cost_usd ?? 0), color: "--series-1", shape: "area" }], format: f.money, axis: f.money };
    case "tokens":
      return { series: [{ label: t.overview.chart.tokens, values: points.map((p) => p.total_tokens), color: "--series-1", shape: "area" }], format: f.count, axis: f.compact };
    case "latency":
      return {
        series: [
          { label: t.overview.chart.p95, values: points.map((p) => p.p95_latency_ms), color: "--series-3", shape: "line" },
          { label: t.overview.chart.average, values: points.map((p) => p.avg_latency_ms), color: "--series-1", shape: "line" },
        ],
        format: f.duration,
        axis: f.duration,
      };
  }
}

function intervalText(seconds: number, { t }: I18n): string {
  if (seconds < 60) return t.overview.interval.second(seconds);
  if (seconds < 3600) return t.overview.interval.minute(Math.round(seconds / 60));
  if (seconds < 86_400) return t.overview.interval.hour(Math.round(seconds / 3600));
  return t.overview.interval.day(Math.round(seconds / 86_400));
}

/** The charts that this server has figures for, and the one that is shown. */
function useChoice(wanted: ChartChoice | undefined): { choices: ChartChoice[]; choice: ChartChoice } {
  const tells = useTells();
  const choices = CHARTS.filter((one) => tells("metrics", TOLD_BY[one]));
  return { choices, choice: choices.find((one) => one === wanted) ?? "requests" };
}

export function MainChart({ metrics }: { metrics: Metrics | undefined }) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const { search, setSearch } = useScope();
  const navigate = useNavigate();
  const [asTable, setAsTable] = useState(false);
  const { choices, choice } = useChoice(search.chart);
  const points = useMemo(() => metrics?.series ?? [], [metrics]);
  const interval = metrics?.interval_seconds ?? 3600;
  const view = useMemo(() => viewOf(choice, points, i18n), [choice, points, i18n]);
  const times = useMemo(() => points.map((point) => Date.parse(point.time) / 1000), [points]);

  const iso = (seconds: number) => new Date(Math.round(seconds * 1000)).toISOString();
  const succeeded = (index: number) => (points[index]?.trace_count ?? 0) - (points[index]?.error_count ?? 0);
  const cells = (index: number): (number | null)[] =>
    choice === "requests" ? [succeeded(index), points[index]?.error_count ?? 0] : view.series.map((series) => series.values[index] ?? null);

  const save = () => {
    const header = [t.overview.chart.time, ...view.series.map((series) => series.label)];
    download(`${choice}.csv`, toCsv(header, points.map((point, index) => [point.time, ...cells(index)])));
  };

  return (
    <section className={styles["panel"]}>
      <div className={styles["panelHead"]}>
        <h2>{t.overview.chart.title}</h2>
        <div className={styles["legend"]}>
          {view.series.length > 1 && view.series.map((series) => <span key={series.label}><i style={{ background: `var(${series.color})` }} />{series.label}</span>)}
        </div>
        <div className={styles["tools"]}>
          <Segmented label={t.overview.chart.title} value={choice} onChange={(chart) => setSearch({ chart }, { replace: true })} options={choices.map((value) => ({ value, label: t.overview.chart[value] }))} />
          <IconButton small icon={asTable ? "overview" : "table"} label={asTable ? t.common.chart : t.common.table} aria-pressed={asTable} onClick={() => setAsTable(!asTable)} />
          <IconButton small icon="download" label={t.common.download} onClick={save} disabled={points.length === 0} />
        </div>
      </div>
      {asTable ? (
        <div className={styles["tableBox"]}>
          <table className={styles["table"]}>
            <thead><tr><th scope="col">{t.overview.chart.time}</th>{view.series.map((series) => <th key={series.label} scope="col">{series.label}</th>)}</tr></thead>
            <tbody>
              {points.map((point, index) => (
                <tr key={point.time}><th scope="row">{f.time(point.time)}</th>{cells(index).map((value, column) => <td key={column}>{view.format(value)}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div className={styles["plot"]} title={undefined}>
          <Suspense fallback={<Skeleton height={HEIGHT} style={{ opacity: 0.35 }} />}>
            {metrics === undefined ? <Skeleton height={HEIGHT} style={{ opacity: 0.35 }} /> : (
              <TimeSeriesPlot
                times={times}
                interval={interval}
                series={view.series}
                height={HEIGHT}
                label={`${t.overview.chart.label(t.overview.chart[choice])}, ${t.overview.chart.each(intervalText(interval, i18n))}`}
                formatValue={view.format}
                formatAxis={view.axis}
                formatTime={(seconds) => f.tick(seconds * 1000, interval)}
                onRange={(from, to) => setSearch({ range: undefined, from: iso(from), to: iso(to) })}
                onPoint={(from, to) => void navigate({ to: "/admin/monitoring/traces", search: { ...scopeOf(search), range: undefined, from: iso(from), to: iso(to) } })}
                {...(choice === "requests" ? { hover: (index: number) => [
                  { label: t.overview.chart.succeeded, value: f.count(succeeded(index)), color: "--bar-1" },
                  { label: t.overview.chart.failed, value: f.count(points[index]?.error_count), color: "--series-2" },
                ] } : {})}
              />
            )}
          </Suspense>
        </div>
      )}
    </section>
  );
}
