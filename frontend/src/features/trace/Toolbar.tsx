import type { KeyboardEvent, RefObject } from "react";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { StatusGlyph } from "@/ui/Status";
import { KindMenu } from "./KindMenu";
import { nextOf, type Waterfall } from "./useWaterfall";
import styles from "./Waterfall.module.css";

interface Props {
  waterfall: Waterfall;
  /** Where the selected span stands among the rows; -1: nowhere. */
  at: number;
  onSelect: (spanId: string) => void;
  showPath: boolean;
  onShowPath: (shown: boolean) => void;
  finder: RefObject<HTMLInputElement | null>;
}

export function Toolbar({ waterfall, at, onSelect, showPath, onShowPath, finder }: Props) {
  const { t, f } = useI18n();
  const w = useTraceText();
  const { tree, rows, needle, setNeedle, found, folded, setFolded, path } = waterfall;
  const failures = tree.roots.reduce((sum, root) => sum + root.failures + (root.span.status === "ERROR" ? 1 : 0), 0);

  const step = (direction: 1 | -1) => {
    const next = nextOf(rows, at, direction, (node) => found?.has(node.span.span_id) === true);
    if (next !== undefined) onSelect(next.span.span_id);
  };
  const position = found === null ? 0 : rows.slice(0, at + 1).reduce((sum, row) => sum + (found.has(row.node.span.span_id) ? 1 : 0), 0);
  const typed = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      setNeedle("");
      finder.current?.blur();
    }
  };
  const allFolded = folded.size > 0;
  const branches = () => new Set(tree.order.filter((node) => node.children.length > 0 && node.depth > 0).map((node) => node.span.span_id));

  return (
    <div role="toolbar" aria-label={w.tools} className={styles["toolbar"]}>
      <div className={styles["find"]}>
        <Icon name="search" size={14} />
        <input ref={finder} type="search" value={needle} onChange={(event) => setNeedle(event.target.value)} onKeyDown={typed} placeholder={`${t.trace.findSpan} (${f.count(tree.order.length)})`} aria-label={t.trace.findSpan} spellCheck={false} />
        {found !== null && (
          <>
            <span className={styles["count"]} role="status">{found.size === 0 ? w.noMatch : w.matches(f.count(position), f.count(found.size))}</span>
            {found.size > 0 && <IconButton small icon="chevronUp" label={w.previousMatch} onClick={() => step(-1)} />}
            {found.size > 0 && <IconButton small icon="chevronDown" label={w.nextMatch} onClick={() => step(1)} />}
          </>
        )}
      </div>
      <KindMenu waterfall={waterfall} />
      {failures > 0 && (
        <Button
          small
          look="quiet"
          className={styles["bad"]}
          title={w.nextError}
          onClick={() => {
            const next = nextOf(rows, at, 1, (node) => node.span.status === "ERROR");
            if (next !== undefined) onSelect(next.span.span_id);
          }}
        >
          <StatusGlyph status="ERROR" />{w.errors(f.count(failures))}
        </Button>
      )}
      {path.size > 0 && <Button small look="quiet" aria-pressed={showPath} className={cx(showPath && styles["pressed"])} title={w.pathHelp} onClick={() => onShowPath(!showPath)}><span className={styles["pathKey"]} />{w.path}</Button>}
      {tree.order.length > 3 && <IconButton small icon={allFolded ? "unfold" : "fold"} label={allFolded ? t.trace.expandAll : t.trace.collapseAll} onClick={() => setFolded(allFolded ? new Set() : branches())} />}
    </div>
  );
}
