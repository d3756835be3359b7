import { Sparkline } from "@/charts/Sparkline";
import { useI18n } from "@/i18n/I18n";
import { css } from "../colors";
import { figuresOf, shown, valueColor } from "../display";
import { at, text } from "../json";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

/** One figure a line, with its shape over time where it has one. */
export function StatPanel({ panel, data, height }: PanelBodyProps) {
  const { language } = useI18n();
  const figures = figuresOf(panel, data.lines);
  const mode = text(at(panel.options, "colorMode")) || "value";
  const textMode = text(at(panel.options, "textMode")) || "auto";
  const named = textMode === "value_and_name" || textMode === "name" || (textMode === "auto" && figures.length > 1);
  const shape = text(at(panel.options, "graphMode")) === "area";
  const down = text(at(panel.options, "orientation")) === "vertical";
  return (
    <ul className={styles["stats"]} data-many={figures.length > 4} data-down={down} data-center={text(at(panel.options, "justifyMode")) === "center"} style={{ minHeight: height }}>
      {figures.map((figure, index) => {
        const value = shown(figure.value, figure.look, language);
        const color = css(figure.look.colorMode === "thresholds" || figure.look.mappings.length > 0 ? valueColor(figure.value, figure.look) : figure.color);
        const filled = mode.startsWith("background");
        return (
          <li key={index} data-filled={filled} style={filled ? { background: `color-mix(in srgb, ${color} 22%, var(--panel))` } : {}}>
            {named && <span className={styles["statName"]}>{figure.name}</span>}
            {textMode !== "name" && textMode !== "none" && <strong style={mode === "none" || filled ? {} : { color }}>{value.text}{value.unit !== "" && <small>{value.unit}</small>}</strong>}
            {shape && figure.line.values.length > 2 && <span className={styles["statShape"]}><Sparkline values={figure.line.values} color={color} height={28} /></span>}
          </li>
        );
      })}
    </ul>
  );
}
