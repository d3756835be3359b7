import { useMemo, useState } from "react";
import { useI18n } from "@/i18n/I18n";
import { useDashboardsText } from "@/i18n/dashboards";
import { Button } from "@/ui/Button";
import { rowsOf } from "./asTable";
import { written } from "./display";
import type { Panel } from "./grafana";
import type { PanelData } from "./queries";
import styles from "./Dashboards.module.css";

const AT_ONCE = 100;

/** The figures of a panel as a table: what a screen reader reads, and what can be selected. */
export function PanelTable({ panel, data, height }: { panel: Panel; data: PanelData; height?: number }) {
  const { f, language } = useI18n();
  const d = useDashboardsText();
  const [most, setMost] = useState(AT_ONCE);
  const { over, columns, rows } = useMemo(() => rowsOf(panel, data), [panel, data]);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
    <div className={styles["tableBox"]} style={height === undefined ? {} : { height }} tabIndex={0} role="group" aria-label={panel.title || d.panel.untitled}>
      <table>
        <thead><tr><th scope="col">{over === "time" ? d.panel.time : d.panel.series}</th>{columns.map((column, index) => <th key={index} scope="col" className={styles["end"]}>{column.name || d.panel.value}</th>)}</tr></thead>
        <tbody>
          {rows.slice(0, most).map((row, place) => (
            <tr key={place}><th scope="row">{typeof row.key === "number" ? f.time(row.key * 1000) : row.key}</th>{row.cells.map((cell, index) => <td key={index} className={styles["end"]}>{written(cell, columns[index]?.look ?? panel.defaults, language)}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && <Button small look="quiet" className={styles["moreRows"]} onClick={() => setMost(most + AT_ONCE * 5)}>{d.panel.more(rows.length - most)}</Button>}
    </div>
  );
}
