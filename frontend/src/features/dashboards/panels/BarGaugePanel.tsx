import { useI18n } from "@/i18n/I18n";
import { colorOf, css } from "../colors";
import { boundsOf, figuresOf, valueColor, written, type Figure } from "../display";
import { at, text } from "../json";
import { stepValue } from "../look";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

const CELLS = 24;

/** What the bar is painted with from its beginning to its end. */
function paint(figure: Figure, mode: string, min: number, max: number): string {
  const color = css(figure.look.colorMode === "thresholds" ? valueColor(figure.value, figure.look) : figure.color);
  if (mode === "basic") return color;
  if (mode === "gradient") {
    const steps = figure.look.thresholds?.steps ?? [];
    if (figure.look.colorMode !== "thresholds" || steps.length < 2) return `linear-gradient(to right, color-mix(in srgb, ${color} 35%, transparent), ${color})`;
    // Each colour up to a little before the next threshold: beyond the end of the bar none of it is seen.
    const place = (value: number) => Math.max(0, ((value - min) / (max - min)) * 100);
    const stops = steps.flatMap((step, index) => {
      const next = steps[index + 1];
      const from = `${css(colorOf(step.color))} ${String(Math.round(place(stepValue(step, figure.look))))}%`;
      return next === undefined ? [from] : [from, `${css(colorOf(step.color))} ${String(Math.round(Math.max(place(stepValue(step, figure.look)), place(stepValue(next, figure.look)) - 12)))}%`];
    });
    return `linear-gradient(to right, ${stops.join(", ")})`;
  }
  return color;
}

export function BarGaugePanel({ panel, data, height }: PanelBodyProps) {
  const { language } = useI18n();
  const figures = figuresOf(panel, data.lines);
  const mode = text(at(panel.options, "displayMode")) || "gradient";
  const upright = text(at(panel.options, "orientation")) === "vertical";
  const unfilled = at(panel.options, "showUnfilled") !== false;
  const value = text(at(panel.options, "valueMode")) || "color";
  return (
    <ul className={styles["bars"]} data-upright={upright} style={{ minHeight: height }}>
      {figures.map((figure, index) => {
        const { min, max } = boundsOf(figure, figures);
        const share = figure.value === null ? 0 : Math.min(100, Math.max(0, ((figure.value - min) / (max - min)) * 100));
        const ground = paint(figure, mode, min, max);
        const color = css(figure.look.colorMode === "thresholds" ? valueColor(figure.value, figure.look) : figure.color);
        return (
          <li key={index}>
            <span className={styles["barName"]} title={figure.name}>{figure.name}</span>
            <span className={styles["barTrack"]} data-empty={!unfilled} data-cells={mode === "lcd"} aria-hidden="true">
              {mode === "lcd"
                ? Array.from({ length: CELLS }, (_, cell) => <i key={cell} style={{ background: (cell + 0.5) / CELLS <= share / 100 ? color : unfilled ? "var(--line)" : "transparent" }} />)
                // The paint covers the whole track and the bar shows a part of it, so that colours stand where their thresholds are.
                : <b style={{ clipPath: upright ? `inset(${String(100 - share)}% 0 0 0)` : `inset(0 ${String(100 - share)}% 0 0)`, background: upright ? ground.replace("to right", "to top") : ground }} />}
            </span>
            {value !== "hidden" && <strong style={value === "color" ? { color } : {}}>{written(figure.value, figure.look, language)}</strong>}
          </li>
        );
      })}
    </ul>
  );
}
