import { useState } from "react";
import { useI18n } from "@/i18n/I18n";
import { useDashboardsText } from "@/i18n/dashboards";
import { css } from "../colors";
import { figuresOf, legendMode, written } from "../display";
import { at, list, text } from "../json";
import { NoData } from "./NoData";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

/** A slice from one share (0 to 1) of the circle to another; `hole` is the inner radius. */
export function slice(from: number, to: number, hole: number): string {
  // A whole circle has no beginning and no end: it is drawn just short of it.
  const end = Math.min(to, from + 0.99999);
  const point = (share: number, radius: number) => `${(50 + radius * Math.sin(share * 2 * Math.PI)).toFixed(3)} ${(50 - radius * Math.cos(share * 2 * Math.PI)).toFixed(3)}`;
  const large = end - from > 0.5 ? "1" : "0";
  if (hole === 0) return `M 50 50 L ${point(from, 46)} A 46 46 0 ${large} 1 ${point(end, 46)} Z`;
  return `M ${point(from, 46)} A 46 46 0 ${large} 1 ${point(end, 46)} L ${point(end, hole)} A ${String(hole)} ${String(hole)} 0 ${large} 0 ${point(from, hole)} Z`;
}

export function PiePanel({ panel, data, height }: PanelBodyProps) {
  const { language, f } = useI18n();
  const d = useDashboardsText();
  const [near, setNear] = useState<number | null>(null);
  const figures = figuresOf(panel, data.lines).filter((one) => one.value !== null && one.value > 0);
  const total = figures.reduce((sum, one) => sum + (one.value ?? 0), 0);
  if (figures.length === 0) return <NoData />;
  const hole = text(at(panel.options, "pieType")) === "donut" ? 28 : 0;
  const shares = figures.map((one) => (total === 0 ? 0 : (one.value ?? 0) / total));
  const starts = shares.map((_, index) => shares.slice(0, index).reduce((sum, share) => sum + share, 0));
  const values = list(at(panel.options, "legend.values")).map(text);
  const labels = list(at(panel.options, "displayLabels")).map(text);
  const mode = legendMode(panel);
  const said = figures.map((one, index) => `${one.name} ${f.percent(shares[index])}`).join(", ");
  return (
    <div className={styles["pie"]} data-beside={text(at(panel.options, "legend.placement")) === "right"} style={{ minHeight: height }}>
      <svg viewBox="0 0 100 100" role="img" aria-label={said} style={{ maxHeight: height }}>
        {figures.map((one, index) => (
          <path key={index} d={slice(starts[index] ?? 0, (starts[index] ?? 0) + (shares[index] ?? 0), hole)} fill={css(one.color)} data-dim={near !== null && near !== index} onPointerEnter={() => setNear(index)} onPointerLeave={() => setNear(null)}>
            <title>{`${one.name}: ${written(one.value, one.look, language)} (${f.percent(shares[index])})`}</title>
          </path>
        ))}
        {labels.length > 0 && figures.map((one, index) => {
          const middle = ((starts[index] ?? 0) + (shares[index] ?? 0) / 2) * 2 * Math.PI;
          const parts = [labels.includes("name") && one.name, labels.includes("value") && written(one.value, one.look, language), labels.includes("percent") && f.percent(shares[index])].filter((part) => part !== false);
          return (shares[index] ?? 0) > 0.06 && <text key={index} x={50 + 37 * Math.sin(middle)} y={50 - 37 * Math.cos(middle)} textAnchor="middle" className={styles["sliceText"]}>{parts.join(" ")}</text>;
        })}
      </svg>
      {mode !== "hidden" && (
        <div className={styles["legendTable"]}>
          <table>
            <thead className="visually-hidden"><tr><th scope="col">{d.panel.series}</th><th scope="col">{d.panel.value}</th><th scope="col">{d.panel.share}</th></tr></thead>
            <tbody>
              {figures.map((one, index) => (
                <tr key={index} data-near={near === index} onPointerEnter={() => setNear(index)} onPointerLeave={() => setNear(null)}>
                  <th scope="row"><span className={styles["name"]}><i style={{ background: css(one.color) }} /><span>{one.name}</span></span></th>
                  <td className={values.includes("value") || values.length === 0 ? undefined : "visually-hidden"}>{written(one.value, one.look, language)}</td>
                  <td className={values.includes("percent") ? undefined : "visually-hidden"}>{f.percent(shares[index])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
