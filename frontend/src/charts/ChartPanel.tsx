import { lazy, Suspense, use, useState, type ReactNode } from "react";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { Near } from "@/ui/near";
import type { PlotSeries } from "./series";
import styles from "./ChartPanel.module.css";

const TimeSeriesPlot = lazy(async () => ({ default: (await import("./TimeSeriesPlot")).TimeSeriesPlot }));

export interface Chart {
  /** Start of each step in seconds since the epoch, ascending; `end` is where the last one ends. */
  times: readonly number[];
  end: number;
  /** Usual length of a step in seconds. */
  interval: number;
  series: readonly PlotSeries[];
  format: (value: number | null) => string;
  axis: (value: number) => string;
}

interface Props {
  title: string;
  lead?: ReactNode;
  /** Undefined while it is on its way. */
  chart: Chart | undefined;
  /** Stands in for the chart: nothing there, or why it failed. */
  instead?: ReactNode;
  tools?: ReactNode;
  /** Name of the file of the download, without its ending. */
  file: string;
  height?: number;
  onRange: (from: number, to: number) => void;
  onPoint?: (from: number, to: number) => void;
}

/** The frame of a chart or table: heading, tools, and what is in it. */
export function ChartFrame({ title, lead, tools, busy = false, children }: { title: string; lead?: ReactNode; tools?: ReactNode; busy?: boolean; children: ReactNode }) {
  const near = use(Near);
  return (
    <section className={styles["panel"]} aria-label={title} aria-busy={busy && near}>
      <div className={styles["head"]}>
        <div className={styles["titles"]}>
          <h2>{title}</h2>
          {lead !== undefined && <p>{lead}</p>}
        </div>
        {tools !== undefined && <div className={styles["tools"]}>{tools}</div>}
      </div>
      {children}
    </section>
  );
}

/**
 * Series over time: a legend that shows and hides, a hover box, a range by dragging, a step by clicking, the same as a table and as a file.
 * Pressing a name with Shift or Alt held leaves only that one.
 */
export function ChartPanel({ title, lead, chart, instead, tools, file, height = 232, onRange, onPoint }: Props) {
  const { t, f } = useI18n();
  const a = useAnalyticsText();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [asTable, setAsTable] = useState(false);
  const all = chart?.series ?? [];
  // Hiding all of them would leave an empty box that looks like no data.
  const shown = all.some((one) => !hidden.has(one.label)) ? all.filter((one) => !hidden.has(one.label)) : all;
  const endOf = (index: number) => chart?.times[index + 1] ?? chart?.end ?? 0;

  const toggle = (label: string, only: boolean) => {
    const others = all.map((one) => one.label).filter((name) => name !== label);
    if (only) setHidden(others.every((name) => hidden.has(name)) ? new Set() : new Set(others));
    else setHidden(new Set(hidden.has(label) ? [...hidden].filter((name) => name !== label) : [...hidden, label]));
  };

  const save = () => {
    if (chart === undefined) return;
    const rows = chart.times.map((time, index) => [new Date(time * 1000).toISOString(), ...all.map((one) => one.values[index] ?? null)]);
    download(`${file}.csv`, toCsv([t.overview.chart.time, ...all.map((one) => one.label)], rows));
  };

  return (
    <ChartFrame
      title={title}
      lead={lead}
      busy={chart === undefined && instead === undefined}
      tools={
        <>
          {tools}
          <IconButton small icon={asTable ? "analytics" : "table"} label={`${asTable ? t.common.chart : t.common.table}: ${title}`} aria-pressed={asTable} onClick={() => setAsTable(!asTable)} disabled={instead !== undefined} />
          <IconButton small icon="download" label={`${t.common.download}: ${title}`} onClick={save} disabled={chart === undefined || instead !== undefined} />
        </>
      }
    >
      {instead ?? (
        <>
          {all.length > 1 && (
            <div className={styles["legend"]} role="group" aria-label={a.chart.legend(title)}>
              {all.map((one) => (
                <button
                  key={one.label}
                  type="button"
                  className={styles["entry"]}
                  aria-pressed={shown.includes(one)}
                  title={a.chart.legendHelp}
                  onClick={(event) => toggle(one.label, event.shiftKey || event.altKey)}
                >
                  <i className={cx(one.dash === true && styles["dashed"])} style={{ color: `var(${one.color})` }} />
                  <span>{one.label}</span>
                </button>
              ))}
            </div>
          )}
          {asTable && chart !== undefined ? <SeriesTable chart={chart} title={title} height={height} /> : (
            <div className={styles["plot"]} style={{ minHeight: height }}>
              <Suspense fallback={<Skeleton height={height} style={{ opacity: 0.35 }} />}>
                {chart === undefined ? <Skeleton height={height} style={{ opacity: 0.35 }} /> : (
                  <TimeSeriesPlot
                    times={chart.times}
                    interval={chart.interval}
                    series={shown}
                    height={height}
                    label={`${t.overview.chart.label(title)}, ${a.chart.help}`}
                    formatValue={chart.format}
                    formatAxis={chart.axis}
                    formatTime={(seconds) => f.tick(seconds * 1000, chart.interval)}
                    onRange={onRange}
                    {...(onPoint === undefined ? {} : { onPoint: (from: number) => onPoint(from, endOf(chart.times.indexOf(from))) })}
                    hover={(index) => shown.map((one) => ({ label: one.label, value: chart.format(one.values[index] ?? null), color: one.color }))}
                  />
                )}
              </Suspense>
            </div>
          )}
        </>
      )}
    </ChartFrame>
  );
}

function SeriesTable({ chart, title, height }: { chart: Chart; title: string; height: number }) {
  const { t, f } = useI18n();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
    <div className={styles["tableBox"]} style={{ maxHeight: height + 40 }} tabIndex={0} role="group" aria-label={title}>
      <table className={styles["table"]}>
        <thead><tr><th scope="col">{t.overview.chart.time}</th>{chart.series.map((one) => <th key={one.label} scope="col">{one.label}</th>)}</tr></thead>
        <tbody>
          {chart.times.map((time, index) => (
            <tr key={time}>
              <th scope="row">{chart.interval >= 86_400 ? f.date(time * 1000) : f.time(time * 1000)}</th>
              {chart.series.map((one) => <td key={one.label}>{chart.format(one.values[index] ?? null)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
