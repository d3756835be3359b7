import { useEffect, useRef, useState } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { useScope } from "@/features/scope/Scope";
import { SORTS, STATUSES, type ScreenSearch } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { StatusGlyph } from "@/ui/Status";
import styles from "./Traces.module.css";

const PAUSE_MS = 250;

function SearchBox() {
  const { t } = useI18n();
  const { search, setSearch } = useScope();
  const asked = search.q ?? "";
  const [typed, setTyped] = useState(asked);
  const [seen, setSeen] = useState(asked);
  const input = useRef<HTMLInputElement>(null);

  // The address can change without typing (back, a link, "clear filters"): follow it, but not the echo of one's own typing.
  if (asked !== seen) {
    setSeen(asked);
    if (document.activeElement?.id !== "trace-search" || asked === "") setTyped(asked);
  }

  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === asked) return undefined;
    const timer = setTimeout(() => setSearch({ q: wanted === "" ? undefined : wanted }, { replace: true }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, asked, setSearch]);

  useShortcuts({
    "/": (event) => {
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    },
  });

  return (
    <div className={styles["search"]} role="search">
      <Icon name="search" />
      <input
        ref={input}
        id="trace-search"
        type="search"
        value={typed}
        aria-label={t.traces.search}
        placeholder={t.traces.searchPlaceholder}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => { if (event.key === "Escape") event.currentTarget.blur(); }}
      />
      {typed === "" ? <kbd aria-hidden="true">/</kbd> : <IconButton small icon="cross" label={t.common.clear} onClick={() => setTyped("")} />}
    </div>
  );
}

export function Filters({ models }: { models: readonly string[] }) {
  const { t } = useI18n();
  const { search, setSearch } = useScope();
  const names = [...new Set([...(search.model === undefined ? [] : [search.model]), ...models])].sort();
  const label = { OK: t.traces.ok, ERROR: t.traces.error, INDETERMINATE: t.traces.indeterminate };
  const sortNames: Record<NonNullable<ScreenSearch["sort"]>, string> = { start_time: t.traces.column.time, duration: t.traces.column.latency, tokens: t.traces.column.tokens, cost: t.traces.column.cost };
  const filtered = search.q !== undefined || search.status !== undefined || search.model !== undefined;

  return (
    <div className={styles["filters"]}>
      <SearchBox />
      <Segmented
        label={t.traces.status}
        value={search.status ?? "any"}
        options={[{ value: "any", label: t.traces.anyStatus }, ...STATUSES.map((status) => ({ value: status, label: <><StatusGlyph status={status} />{label[status]}</> }))]}
        onChange={(value) => setSearch({ status: STATUSES.find((known) => known === value) })}
      />
      <span className={styles["selectBox"]}>
        <select className={styles["select"]} aria-label={t.traces.model} value={search.model ?? ""} onChange={(event) => setSearch({ model: event.target.value === "" ? undefined : event.target.value })}>
          <option value="">{t.traces.anyModel}</option>
          {names.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
        <Icon name="chevronDown" size={14} />
      </span>
      <span className={styles["phoneSort"]}>
        <span className={styles["selectBox"]}>
          <select className={styles["select"]} aria-label={t.traces.sort} value={search.sort ?? "start_time"} onChange={(event) => setSearch({ sort: SORTS.find((known) => known === event.target.value), order: "desc" })}>
            {SORTS.map((sort) => <option key={sort} value={sort}>{sortNames[sort]}</option>)}
          </select>
          <Icon name="chevronDown" size={14} />
        </span>
      </span>
      {filtered && <Button look="quiet" onClick={() => setSearch({ q: undefined, status: undefined, model: undefined })}>{t.traces.clearFilters}</Button>}
    </div>
  );
}
