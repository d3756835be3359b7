import { lazy, Suspense, useMemo, useState, type CSSProperties } from "react";
import type { PanelPlotProps, PlotLine } from "@/charts/panel";
import { useI18n } from "@/i18n/I18n";
import { useDashboardsText } from "@/i18n/dashboards";
import { Skeleton } from "@/ui/Feedback";
import { colorOf } from "../colors";
import { drawnOf, legendCalcs, legendMode, written, type Drawn } from "../display";
import { onGrid } from "../frames";
import { at, text } from "../json";
import { customNumber, customText, stepValue } from "../look";
import { formatUnit, isBinary } from "../units";
import { Legend } from "./Legend";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

const PanelPlot = lazy(async () => ({ default: (await import("@/charts/PanelPlot")).PanelPlot }));

const CURVES = ["linear", "smooth", "stepBefore", "stepAfter"] as const;
const STYLES = ["line", "bars", "points"] as const;
const LIMITS = ["off", "line", "dashed", "area", "line+area", "dashed+area"] as const;

function dashOf(look: Drawn["look"]): number[] {
  const fill = customText(look, "lineStyle.fill");
  return fill === "dash" ? [8, 6] : fill === "dot" ? [2, 5] : [];
}

function plotLine({ look, name, color }: Drawn, values: (number | null)[], hidden: boolean): PlotLine {
  const stacking = customText(look, "stacking.mode");
  return {
    label: name, values, color, style: STYLES.find((one) => one === customText(look, "drawStyle")) ?? "line", curve: CURVES.find((one) => one === customText(look, "lineInterpolation")) ?? "linear",
    width: customNumber(look, "lineWidth") ?? 1, fill: (customNumber(look, "fillOpacity") ?? 0) / 100, dash: dashOf(look), points: customText(look, "showPoints") === "always", spanGaps: at(look.custom, "spanNulls") === true,
    stack: stacking === "normal" || stacking === "percent" ? customText(look, "stacking.group") || "A" : null, axis: customText(look, "axisPlacement") === "right" ? "right" : "left",
    hidden: hidden || at(look.custom, "hideFrom.viz") === true,
  };
}

export function TimeSeriesPanel({ panel, data, marks, height, syncKey, onRange }: PanelBodyProps) {
  const { f, language } = useI18n();
  const d = useDashboardsText();
  const [only, setOnly] = useState<string | null>(null);
  const { span, step } = data.moment;
  const drawn = useMemo(() => drawnOf(panel, data.lines), [panel, data.lines]);
  const grid = useMemo(() => onGrid(data.lines, span.start, span.end, step), [data.lines, span, step]);
  // A name that is gone after a change of variables no longer hides the others.
  const alone = drawn.some((one) => one.name === only) ? only : null;
  const lines = useMemo(() => drawn.map((one, index) => plotLine(one, grid.values[index] ?? [], alone !== null && alone !== one.name)), [drawn, grid, alone]);

  const { defaults } = panel;
  const percent = lines.length > 0 && customText(defaults, "stacking.mode") === "percent";
  const limits = useMemo(() => (defaults.thresholds?.steps ?? []).map((one) => ({ value: stepValue(one, defaults), color: colorOf(one.color) })), [defaults]);
  const plotMarks = useMemo(() => marks.map((mark) => ({ ...mark, color: colorOf(mark.color) })), [marks]);
  const [left, right] = [drawn.find((_, index) => lines[index]?.axis === "left")?.look ?? defaults, drawn.find((_, index) => lines[index]?.axis === "right")?.look ?? defaults];
  const logBase = customText(defaults, "scaleDistribution.type") === "log" ? (customNumber(defaults, "scaleDistribution.log") === 2 ? 2 : 10) : undefined;
  const mode = legendMode(panel);
  const beside = text(at(panel.options, "legend.placement")) === "right" && mode !== "hidden";
  const legendHeight = mode === "hidden" || beside ? 0 : mode === "table" ? Math.min(96, 24 * (drawn.length + 1)) : drawn.length > 3 ? 44 : 24;
  const plotHeight = height - legendHeight - 8;
  const props: PanelPlotProps = {
    times: grid.times, step, lines, limits, limitStyle: LIMITS.find((one) => one === customText(defaults, "thresholdsStyle.mode")) ?? "off", marks: plotMarks, height: plotHeight, percent,
    min: logBase === undefined ? defaults.min : undefined, max: defaults.max, softMin: customNumber(defaults, "axisSoftMin"), softMax: customNumber(defaults, "axisSoftMax"), logBase, binary: isBinary(left.unit),
    label: d.panel.label(panel.title || d.panel.untitled, drawn.length),
    formatAxis: (value, axis) => (percent ? `${String(Math.round(value))}%` : formatUnit(value, (axis === "right" ? right : left).unit, undefined, language)),
    formatValue: (value, index) => written(value, drawn[index]?.look ?? defaults, language),
    formatTime: (seconds) => f.time(seconds * 1000), formatTick: (seconds) => f.tick(seconds * 1000, span.end - span.start > 172_800 ? 3600 : 60),
    hover: text(at(panel.options, "tooltip.mode")) === "multi" ? "multi" : text(at(panel.options, "tooltip.mode")) === "none" ? "none" : "single",
    hoverSort: text(at(panel.options, "tooltip.sort")) === "desc" ? "desc" : text(at(panel.options, "tooltip.sort")) === "asc" ? "asc" : "none",
    syncKey, onRange,
  };
  return (
    <div className={styles["series"]} data-beside={beside} style={{ "--legend": `${String(legendHeight)}px` } as CSSProperties}>
      <Suspense fallback={<Skeleton height={plotHeight} style={{ opacity: 0.35 }} />}><PanelPlot {...props} /></Suspense>
      {mode !== "hidden" && <Legend lines={drawn} values={grid.values} mode={mode} calcs={legendCalcs(panel)} only={alone} onOnly={setOnly} />}
    </div>
  );
}
