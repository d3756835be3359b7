import { useI18n } from "@/i18n/I18n";
import { useDashboardsText } from "@/i18n/dashboards";
import { colorOf, css } from "../colors";
import { boundsOf, figuresOf, valueColor, written, type Figure } from "../display";
import { at } from "../json";
import { stepValue } from "../look";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

const SWEEP = 240;
const RADIUS = 42;

/** The arc from one share (0 to 1) of the gauge to another. */
export function arc(from: number, to: number, radius = RADIUS): string {
  const point = (share: number) => {
    const angle = ((share * SWEEP - SWEEP / 2 - 90) * Math.PI) / 180;
    return `${(50 + radius * Math.cos(angle)).toFixed(2)} ${(50 + radius * Math.sin(angle)).toFixed(2)}`;
  };
  return `M ${point(from)} A ${String(radius)} ${String(radius)} 0 ${(to - from) * SWEEP > 180 ? "1" : "0"} 1 ${point(to)}`;
}

export function GaugePanel({ panel, data, height }: PanelBodyProps) {
  const figures = figuresOf(panel, data.lines);
  return (
    <ul className={styles["gauges"]} style={{ minHeight: height }}>
      {figures.map((figure, index) => <li key={index}><Gauge figure={figure} all={figures} named={figures.length > 1} markers={at(panel.options, "showThresholdMarkers") !== false} labels={at(panel.options, "showThresholdLabels") === true} height={height} /></li>)}
    </ul>
  );
}

interface Props { figure: Figure; all: readonly Figure[]; named: boolean; markers: boolean; labels: boolean; height: number }

function Gauge({ figure, all, named, markers, labels, height }: Props) {
  const { language } = useI18n();
  const d = useDashboardsText();
  const { min, max } = boundsOf(figure, all);
  const share = (value: number) => Math.min(1, Math.max(0, (value - min) / (max - min)));
  const text = written(figure.value, figure.look, language);
  const color = css(figure.look.colorMode === "thresholds" ? valueColor(figure.value, figure.look) : figure.color);
  const steps = (figure.look.thresholds?.steps ?? []).map((step) => ({ at: share(stepValue(step, figure.look)), color: css(colorOf(step.color)), value: stepValue(step, figure.look) }));
  return (
    <figure className={styles["gauge"]}>
      <svg viewBox="0 4 100 80" role="img" aria-label={d.panel.gaugeOf(figure.name, text, written(min, figure.look, language), written(max, figure.look, language))} style={{ maxHeight: Math.max(80, height - (named ? 24 : 0)) }}>
        <path d={arc(0, 1)} className={styles["track"]} />
        {figure.value !== null && share(figure.value) > 0 && <path d={arc(0, share(figure.value))} stroke={color} className={styles["filled"]} />}
        {markers && steps.map((step, index) => {
          const to = steps[index + 1]?.at ?? 1;
          return to > step.at && <path key={index} d={arc(step.at, to, RADIUS + 6.5)} stroke={step.color} className={styles["marker"]} />;
        })}
        <text x="50" y="56" textAnchor="middle" className={styles["gaugeText"]} style={{ fontSize: text.length > 7 ? 11 : 15 }}>{text}</text>
        {labels && steps.filter((step) => step.value !== -Infinity && step.at < 1).map((step, index) => {
          const angle = ((step.at * SWEEP - SWEEP / 2 - 90) * Math.PI) / 180;
          return <text key={index} x={50 + 33 * Math.cos(angle)} y={50 + 33 * Math.sin(angle)} textAnchor="middle" className={styles["gaugeLimit"]}>{written(step.value, figure.look, language)}</text>;
        })}
      </svg>
      {named && <figcaption>{figure.name}</figcaption>}
    </figure>
  );
}
