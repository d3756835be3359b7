import { lazy, Suspense } from "react";
import { useDashboardsText } from "@/i18n/dashboards";
import { at, text } from "../json";
import { BarGaugePanel } from "./BarGaugePanel";
import { GaugePanel } from "./GaugePanel";
import { PiePanel } from "./PiePanel";
import { StatPanel } from "./StatPanel";
import { TimeSeriesPanel } from "./TimeSeriesPanel";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

// Seldom used, so that the others need not wait for them.
const TablePanel = lazy(async () => ({ default: (await import("./TablePanel")).TablePanel }));
const Markdown = lazy(async () => ({ default: (await import("@/ui/Markdown")).Markdown }));
const HeatmapPanel = lazy(async () => ({ default: (await import("./HeatmapPanel")).HeatmapPanel }));

/** What a panel draws, by its type. */
export function PanelBody(props: PanelBodyProps) {
  const d = useDashboardsText();
  switch (props.panel.type) {
    case "timeseries": return <TimeSeriesPanel {...props} />;
    case "stat": return <StatPanel {...props} />;
    case "gauge": return <GaugePanel {...props} />;
    case "bargauge": return <BarGaugePanel {...props} />;
    case "piechart": return <PiePanel {...props} />;
    case "table": return <Suspense><TablePanel {...props} /></Suspense>;
    case "heatmap": return <Suspense><HeatmapPanel {...props} /></Suspense>;
    case "text": return <div className={styles["text"]}><Suspense><Markdown text={text(at(props.panel.options, "content"))} /></Suspense></div>;
    case "row":
    case null: return <p className={styles["quiet"]}>{d.panel.unsupported(props.panel.typeName)}</p>;
  }
}
