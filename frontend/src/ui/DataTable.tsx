import type { ReactNode } from "react";
import { cx } from "./cx";
import { Skeleton } from "./Feedback";
import styles from "./DataTable.module.css";

export interface Column<T> {
  id: string;
  header: string;
  /** Read out only: a column of buttons needs no word above it. */
  hidden?: boolean;
  end?: boolean;
  /** A track of CSS grid; default as wide as its content asks for. */
  width?: string;
  /** On a phone: the heading of the card, a line with its name, a corner, or nothing. */
  phone?: "title" | "corner" | "none";
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  /** Undefined while they are on their way. */
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  /** Rows that no longer count are drawn back. */
  faded?: (row: T) => boolean;
  /** More about a row, across its whole width. */
  detail?: (row: T) => ReactNode;
}

const WAITING = [0, 1, 2];

/**
 * Rows and columns for lists of tens to hundreds; on a phone each row becomes a card. Made of boxes with table roles, because
 * cards need another layout and browsers forget the roles of real tables whose layout changes.
 */
export function DataTable<T>({ label, columns, rows, rowKey, faded, detail }: Props<T>) {
  const template = columns.map((column) => column.width ?? "auto").join(" ");
  return (
    <div role="table" aria-label={label} aria-busy={rows === undefined} aria-rowcount={rows === undefined ? undefined : rows.length + 1} className={styles["table"]} style={{ gridTemplateColumns: template }}>
      <div role="row" className={cx(styles["row"], styles["header"])}>
        {columns.map((column) => (
          <span key={column.id} role="columnheader" className={cx(column.end === true && styles["end"])}>
            {column.hidden === true ? <span className="visually-hidden">{column.header}</span> : column.header}
          </span>
        ))}
      </div>
      {rows === undefined && WAITING.map((row) => (
        <div key={row} role="row" className={styles["row"]}>
          {columns.map((column, index) => <span key={column.id} role="cell">{column.hidden !== true && <Skeleton width={index === 0 ? "70%" : "3.5rem"} />}</span>)}
        </div>
      ))}
      {rows?.map((row) => {
        const more = detail?.(row);
        return (
          <div key={rowKey(row)} role="row" className={cx(styles["row"], faded?.(row) === true && styles["faded"])}>
            {columns.map((column) => (
              <div key={column.id} role="cell" data-phone={column.phone ?? "line"} data-label={column.header} className={cx(styles["cell"], column.end === true && styles["end"])}>
                {column.cell(row)}
              </div>
            ))}
            {more !== undefined && more !== null && <div role="cell" className={styles["detail"]}>{more}</div>}
          </div>
        );
      })}
    </div>
  );
}
