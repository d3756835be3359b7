import { useMemo, useState, type CSSProperties } from "react";
import { useI18n } from "@/i18n/I18n";
import { useDashboardsText } from "@/i18n/dashboards";
import { Icon } from "@/ui/Icon";
import { css } from "../colors";
import { columnsOf, type Shown } from "../columns";
import { valueColor, written } from "../display";
import { at, isObject, list, text } from "../json";
import { customNumber, customText } from "../look";
import { ordered, type CellValue } from "../table";
import type { Panel } from "../grafana";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

interface Sorting { by: string; descending: boolean }

function initialSort(panel: Panel): Sorting | null {
  const first = list(at(panel.options, "sortBy")).find(isObject);
  return first === undefined ? null : { by: text(first["displayName"]), descending: first["desc"] === true };
}

function cellLook(value: CellValue, { field, look }: Shown): CSSProperties {
  const type = customText(look, "cellOptions.type") || customText(look, "displayMode");
  const align = customText(look, "align");
  const placed: CSSProperties = align === "" || align === "auto" ? { textAlign: field.type === "number" ? "end" : "start" } : { textAlign: align as "left" };
  if (field.type !== "number" || typeof value === "string" || !["color-text", "color-background"].includes(type)) return placed;
  const color = css(valueColor(value, look));
  return type === "color-text" ? { ...placed, color } : { ...placed, background: `color-mix(in srgb, ${color} 22%, transparent)` };
}

export function TablePanel({ panel, data, height }: PanelBodyProps) {
  const { f, language } = useI18n();
  const d = useDashboardsText();
  const [sorting, setSorting] = useState<Sorting | null>(() => initialSort(panel));
  const columns = useMemo(() => columnsOf(panel, data), [panel, data]);
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.name === sorting?.by);
    if (sorting === null || by === undefined) return columns;
    const fields = ordered(columns.map((column) => column.field), by.field.name, sorting.descending);
    return columns.map((column, index) => ({ ...column, field: fields[index] ?? column.field }));
  }, [columns, sorting]);
  const rows = sorted[0]?.field.values.length ?? 0;
  const write = (value: CellValue, column: Shown) => (column.field.type === "time" && typeof value === "number" ? f.time(value) : typeof value === "string" ? value : written(value, column.look, language));

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it
    <div className={styles["tableBox"]} style={{ height }} tabIndex={0} role="group" aria-label={panel.title || d.panel.untitled}>
      <table>
        {at(panel.options, "showHeader") !== false && (
          <thead>
            <tr>
              {sorted.map((column) => {
                const mine = sorting?.by === column.name;
                const width = customNumber(column.look, "width");
                return (
                  <th key={column.field.name} scope="col" aria-sort={mine ? (sorting.descending ? "descending" : "ascending") : "none"} style={{ ...cellLook(null, column), background: undefined, color: undefined, ...(width === undefined ? {} : { width }) }}>
                    <button type="button" title={d.panel.sortBy(column.name)} onClick={() => setSorting({ by: column.name, descending: mine && !sorting.descending })}>
                      {column.name}{mine && <Icon name={sorting.descending ? "chevronDown" : "chevronUp"} size={12} />}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
        )}
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>{sorted.map((column) => <td key={column.field.name} style={cellLook(column.field.values[row] ?? null, column)}>{write(column.field.values[row] ?? null, column)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
