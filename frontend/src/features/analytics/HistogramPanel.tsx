import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { getHistogram, type Histogram, type Performance } from "@/api/analytics";
import { ChartFrame } from "@/charts/ChartPanel";
import { HistogramPlot, type HistogramBand } from "@/charts/HistogramPlot";
import chartStyles from "@/charts/ChartPanel.module.css";
import { useScope } from "@/features/scope/Scope";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { and, between } from "./filter";
import { useAsked, usePanel, useTraces } from "./panel";
import { insteadOf } from "./States";

const HEIGHT = 232;
const MARKS = { latency: [["p50", "latency_p50_ms"], ["p95", "latency_p95_ms"], ["p99", "latency_p99_ms"]], ttft: [["p50", "ttft_p50_ms"], ["p95", "ttft_p95_ms"], ["p99", "ttft_p99_ms"]] } as const;

/** How often what length of time occurred: a click opens a band's traces, dragging narrows the filter to several. */
export function HistogramPanel({ of, totals }: { of: Histogram["of"]; totals: Performance["totals"] | undefined }) {
  const { t, f } = useI18n();
  const a = useAnalyticsText();
  const { search, setSearch } = useScope();
  const navigate = useNavigate();
  const traces = useTraces();
  const [asTable, setAsTable] = useState(false);
  const [hidden, setHidden] = useState<ReadonlySet<"failed" | "before">>(new Set());
  const state = usePanel(`histogram ${of}`, useAsked(), (selection, signal) => getHistogram(selection, of, signal));
  const words = a.histogram[of];
  const bands = state.data?.bands.map((band): HistogramBand => ({ from: band.from_ms, to: band.to_ms, count: band.count, failed: band.errors, before: band.previous }));
  const compared = bands?.some((band) => band.before !== null) === true;
  const names = { all: words.counted, failed: a.histogram.failed, before: a.before(words.counted) };
  const edge = (value: number) => f.duration(value);
  const rangeOf = (band: HistogramBand) => (band.to === null ? `≥ ${edge(band.from)}` : `${edge(band.from)} – ${edge(band.to)}`);
  const instead = insteadOf(state, (data) => data.bands.length === 0, of === "ttft" ? a.performance.noTtft : a.states.empty);

  const save = () => {
    const header = [`${a.histogram.from} (ms)`, `${a.histogram.to} (ms)`, names.all, names.failed, ...(compared ? [names.before] : [])];
    download(`${of}-histogram.csv`, toCsv(header, (bands ?? []).map((band) => [band.from, band.to, band.count, band.failed, ...(compared ? [band.before] : [])])));
  };
  const toggle = (part: "failed" | "before") => setHidden((now) => new Set(now.has(part) ? [...now].filter((one) => one !== part) : [...now, part]));
  const open = (from: number, to: number | null, dragged: boolean) => {
    const narrowed = between(of, from, to);
    if (dragged) setSearch({ q: and(search.q, narrowed) });
    else void navigate({ to: "/admin/monitoring/traces", search: traces(narrowed) });
  };

  return (
    <ChartFrame
      title={words.title}
      lead={words.lead}
      busy={bands === undefined && instead === undefined}
      tools={
        <>
          <IconButton small icon={asTable ? "analytics" : "table"} label={`${asTable ? t.common.chart : t.common.table}: ${words.title}`} aria-pressed={asTable} onClick={() => setAsTable(!asTable)} disabled={instead !== undefined} />
          <IconButton small icon="download" label={`${t.common.download}: ${words.title}`} onClick={save} disabled={bands === undefined || instead !== undefined} />
        </>
      }
    >
      {instead}
      {instead === undefined && bands === undefined && <div className={chartStyles["plot"]}><Skeleton height={HEIGHT} style={{ opacity: 0.35 }} /></div>}
      {instead === undefined && bands !== undefined && (
        <>
          <div className={chartStyles["legend"]} role="group" aria-label={a.chart.legend(words.title)}>
            <button type="button" className={chartStyles["entry"]} aria-pressed={!hidden.has("failed")} onClick={() => toggle("failed")}><i style={{ color: "var(--series-2)" }} /><span>{names.failed}</span></button>
            {compared && <button type="button" className={chartStyles["entry"]} aria-pressed={!hidden.has("before")} onClick={() => toggle("before")}><i className={chartStyles["dashed"]} style={{ color: "var(--ink-3)" }} /><span>{names.before}</span></button>}
          </div>
          {asTable ? (
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
            <div className={chartStyles["tableBox"]} style={{ maxHeight: HEIGHT + 40 }} tabIndex={0} role="group" aria-label={words.title}>
              <table className={chartStyles["table"]}>
                <thead><tr><th scope="col">{words.title}</th><th scope="col">{names.all}</th><th scope="col">{names.failed}</th>{compared && <th scope="col">{names.before}</th>}</tr></thead>
                <tbody>
                  {bands.map((band) => (
                    <tr key={band.from}>
                      <th scope="row">{rangeOf(band)}</th>
                      <td>{band.count === 0 ? "0" : <Link to="/admin/monitoring/traces" search={traces(between(of, band.from, band.to))}>{f.count(band.count)}</Link>}</td>
                      <td>{f.count(band.failed)}</td>
                      {compared && <td>{f.count(band.before)}</td>}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          ) : (
            <div className={cx(chartStyles["histogram"])}>
              <HistogramPlot
                bands={bands}
                marks={MARKS[of].flatMap(([label, key]) => { const value = totals?.[key]; return value == null ? [] : [{ label, value }]; })}
                height={HEIGHT}
                label={`${words.title}, ${a.histogram.help}`}
                formatEdge={edge}
                formatCount={f.compact}
                words={names}
                showFailed={!hidden.has("failed")}
                showBefore={compared && !hidden.has("before")}
                onBands={open}
              />
            </div>
          )}
        </>
      )}
    </ChartFrame>
  );
}
