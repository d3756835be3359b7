import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { TraceSort } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { orderOf } from "../useTraceList";
import { clampWidth, KINDS, LEAST, MOST, moved, resized, widthOf, type ColumnId, type Layout } from "./layout";
import styles from "./Table.module.css";

interface Props {
  layout: Layout;
  days: boolean;
  onChange: (layout: Layout) => void;
}

const STEP = 16;

/** The headings: sort by a press, another order by dragging one, another width by dragging its edge (or with arrow keys on it). */
export function Header({ layout, days, onChange }: Props) {
  const a = useTracesText();
  const [dragged, setDragged] = useState<ColumnId | null>(null);
  const [over, setOver] = useState<ColumnId | null>(null);
  return (
    <div role="rowgroup" style={{ display: "contents" }}>
      <div role="row" aria-rowindex={1} className={cx(styles["header"], styles["columns"])}>
        <div role="columnheader" className={styles["check"]}><span className="visually-hidden">{a.select.column}</span></div>
        {layout.map((column, index) => {
          const { id } = column;
          const kind = KINDS[id];
          return (
            // Dragging is the pointer's way; the columns menu does the same by keyboard.
            <Heading
              key={id}
              id={id}
              sort={kind.sort}
              end={kind.end === true}
              over={over === id && dragged !== null && dragged !== id}
              onDrag={setDragged}
              onOver={setOver}
              onDrop={() => {
                if (dragged !== null && dragged !== id) onChange(moved(layout, dragged, index));
                setDragged(null);
                setOver(null);
              }}
            >
              <Edge name={a.columns.names[id]} width={widthOf(column, days)} onWidth={(width) => onChange(resized(layout, id, width))} />
            </Heading>
          );
        })}
      </div>
    </div>
  );
}

interface HeadingProps { id: ColumnId; sort: TraceSort | undefined; end: boolean; over: boolean; onDrag: (id: ColumnId | null) => void; onOver: (id: ColumnId | null) => void; onDrop: () => void; children: React.ReactNode }

function Heading({ id, sort: by, end, over, onDrag, onOver, onDrop, children }: HeadingProps) {
  const { t } = useI18n();
  const a = useTracesText();
  const { search, setSearch } = useScope();
  const { sort, order } = orderOf(search);
  const name = a.columns.names[id];
  const active = by !== undefined && sort === by;
  return (
    // Something can be dropped on it; pressed is the button in it.
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      role="columnheader"
      aria-sort={by === undefined ? undefined : active ? (order === "asc" ? "ascending" : "descending") : "none"}
      className={cx(end && styles["end"], over && styles["over"])}
      onDragOver={(event) => {
        event.preventDefault();
        onOver(id);
      }}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- only makes its text draggable */}
      <span className={styles["grip"]} draggable onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", id);
        onDrag(id);
      }} onDragEnd={() => {
        onDrag(null);
        onOver(null);
      }}>
        {by === undefined ? name : (
          <button
            type="button"
            className={styles["sort"]}
            data-active={active}
            aria-label={t.traces.sortBy(name)}
            onClick={() => setSearch({ sort: by === "start_time" ? undefined : by, order: active && order === "desc" ? "asc" : undefined })}
          >
            {name}
            {active && <Icon name={order === "asc" ? "chevronUp" : "chevronDown"} size={12} strokeWidth={2} />}
          </button>
        )}
      </span>
      {children}
    </div>
  );
}

/** The edge of a column. Dragged, moved with the arrow keys, and back to the usual width with a double press or Enter. */
function Edge({ name, width, onWidth }: { name: string; width: number; onWidth: (width: number | null) => void }) {
  const a = useTracesText();
  const from = useRef<{ x: number; width: number } | null>(null);

  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    // What is drawn, not what was asked for: the name may have stretched.
    from.current = { x: event.clientX, width: event.currentTarget.parentElement?.getBoundingClientRect().width ?? width };
  };
  const drag = (event: PointerEvent) => {
    if (from.current !== null) onWidth(clampWidth(from.current.width + event.clientX - from.current.x));
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? STEP : event.key === "ArrowLeft" ? -STEP : 0;
    if (step === 0 && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    onWidth(step === 0 ? null : clampWidth(width + step));
  };
  return (
    // A separator that can be moved is a control: https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={a.columns.width(name)}
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
      tabIndex={0}
      className={styles["edge"]}
      onPointerDown={begin}
      onPointerMove={drag}
      onPointerUp={() => { from.current = null; }}
      onPointerCancel={() => { from.current = null; }}
      onDoubleClick={() => onWidth(null)}
      onKeyDown={press}
    />
  );
}
