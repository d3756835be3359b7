import { useI18n } from "@/i18n/I18n";
import { useDashboardsText } from "@/i18n/dashboards";
import { reduce } from "../calcs";
import { css } from "../colors";
import { written, type Drawn } from "../display";
import { at } from "../json";
import type { CalcId } from "../supported";
import styles from "../Dashboards.module.css";

interface Props {
  lines: readonly Drawn[];
  values: readonly (readonly (number | null)[])[];
  mode: "list" | "table";
  calcs: readonly CalcId[];
  /** The line that is shown alone. */
  only: string | null;
  onOnly: (name: string | null) => void;
}

/** Which colour is what; a press on a name shows its line alone, another one all of them again. */
export function Legend({ lines, values, mode, calcs, only, onOnly }: Props) {
  const { language } = useI18n();
  const d = useDashboardsText();
  const named = lines.map((line, index) => ({ line, index })).filter(({ line }) => at(line.look.custom, "hideFrom.legend") !== true);
  if (named.length === 0) return null;
  const button = (line: Drawn) => (
    <button type="button" className={styles["name"]} aria-pressed={only === line.name} title={d.panel.only(line.name)} data-dim={only !== null && only !== line.name} onClick={() => onOnly(only === line.name ? null : line.name)}>
      <i style={{ background: css(line.color) }} /><span>{line.name}</span>
    </button>
  );
  const figure = (line: Drawn, index: number, calc: CalcId) => written(reduce(values[index] ?? [], calc), line.look, language);
  if (mode === "list") {
    return (
      <ul className={styles["legend"]}>
        {named.map(({ line, index }) => <li key={index}>{button(line)}{calcs.map((calc) => <small key={calc}>{d.calcs[calc]} {figure(line, index, calc)}</small>)}</li>)}
      </ul>
    );
  }
  return (
    <div className={styles["legendTable"]}>
      <table>
        <thead><tr><th scope="col">{d.panel.series}</th>{calcs.map((calc) => <th key={calc} scope="col">{d.calcs[calc]}</th>)}</tr></thead>
        <tbody>{named.map(({ line, index }) => <tr key={index}><th scope="row">{button(line)}</th>{calcs.map((calc) => <td key={calc}>{figure(line, index, calc)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
