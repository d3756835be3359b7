import { useMemo } from "react";
import type { SpanKind } from "@/api/types";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { Button, IconButton } from "@/ui/Button";
import { Floating } from "@/ui/Floating";
import { Icon } from "@/ui/Icon";
import { KIND_COLOR, KIND_ICON, kindsOf } from "./tree";
import type { Waterfall } from "./useWaterfall";
import styles from "./Waterfall.module.css";

/** The kinds of spans: which are shown, and all of one kind folded or unfolded at once. */
export function KindMenu({ waterfall }: { waterfall: Waterfall }) {
  const { t, f } = useI18n();
  const w = useTraceText();
  const { tree, folded, fold, hidden, setHidden } = waterfall;
  const kinds = useMemo(() => kindsOf(tree), [tree]);
  const branches = useMemo(() => {
    const found = new Map<SpanKind, string[]>();
    for (const node of tree.order) {
      if (node.children.length === 0) continue;
      const list = found.get(node.span.kind);
      if (list === undefined) found.set(node.span.kind, [node.span.span_id]);
      else list.push(node.span.span_id);
    }
    return found;
  }, [tree]);
  const show = (kind: SpanKind, shown: boolean) => {
    const next = new Set(hidden);
    if (shown) next.delete(kind);
    else next.add(kind);
    setHidden(next);
  };
  const label = hidden.size === 0 ? w.kinds : w.hiddenKinds(hidden.size);
  return (
    <Floating role="dialog" label={w.kindsLabel} align="start" className={styles["kinds"]} trigger={<Button small look={hidden.size === 0 ? "quiet" : "plain"}>{label}<Icon name="chevronDown" size={12} /></Button>}>
      <ul>
        {kinds.map(([kind, count]) => {
          const ids = branches.get(kind) ?? [];
          const closed = ids.length > 0 && ids.every((id) => folded.has(id));
          const name = t.trace.kinds[kind];
          return (
            <li key={kind}>
              <label>
                <input type="checkbox" checked={!hidden.has(kind)} aria-label={w.showKind(name)} onChange={(event) => show(kind, event.target.checked)} />
                <span style={{ color: KIND_COLOR[kind] }}><Icon name={KIND_ICON[kind]} size={14} /></span>
                <span>{name}</span>
                <em>{f.count(count)}</em>
              </label>
              {ids.length > 0 && <IconButton small icon={closed ? "unfold" : "fold"} label={closed ? w.unfoldKind(name) : w.foldKind(name)} onClick={() => fold(ids, !closed)} />}
            </li>
          );
        })}
      </ul>
      {hidden.size > 0 && <Button small onClick={() => setHidden(new Set())}>{w.showAll}</Button>}
    </Floating>
  );
}
