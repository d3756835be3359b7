import { useRouter } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { scopeOf, writeQuery } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { copyText } from "@/ui/CopyButton";
import { MOST_SELECTED, type Selection } from "./useSelection";
import styles from "./Traces.module.css";

/** What can be done with the traces that are picked out. */
export function SelectionBar({ selection, onExport }: { selection: Selection; onExport: (q: string, count: number) => void }) {
  const { f } = useI18n();
  const a = useTracesText();
  const { search, setSearch } = useScope();
  const router = useRouter();
  const ids = [...selection.ids];
  const [first, second] = ids;
  if (first === undefined) return null;
  const these = ids.length === 1 ? `trace:${first}` : `trace:(${ids.join(",")})`;
  const two = ids.length === 2 && second !== undefined;
  return (
    <div role="toolbar" aria-label={a.select.bar} className={styles["selection"]}>
      <strong role="status">{a.select.count(f.count(ids.length))}</strong>
      {selection.full && <span className={styles["full"]} role="alert">{a.select.full(MOST_SELECTED)}</span>}
      <span className={styles["push"]} />
      <Button small look={two ? "primary" : "plain"} disabled={!two} title={two ? undefined : a.select.compareHelp} onClick={() => { if (two) router.history.push(`/admin/monitoring/traces/compare${writeQuery({ ...scopeOf(search), a: first, b: second })}`); }}>{a.select.compare}</Button>
      <Button small onClick={() => setSearch({ q: these, status: undefined, model: undefined })}>{a.select.filter}</Button>
      <Button small onClick={() => onExport(these, ids.length)}>{a.export}…</Button>
      <Button small onClick={() => void copyText(ids.join("\n")).then((done) => { if (done) announce(a.select.copied(ids.length)); })}>{a.select.copyIds}</Button>
      <IconButton small icon="cross" label={a.select.clear} onClick={selection.clear} />
    </div>
  );
}
