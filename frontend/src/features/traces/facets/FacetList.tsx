import { useState } from "react";
import { useScope } from "@/features/scope/Scope";
import { STATUSES } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { StatusGlyph } from "@/ui/Status";
import { chosenOf, literal, toggled, without } from "../filter/language";
import { readStored, writeStored } from "../stored";
import { FACETS, useFacets, type FacetName, type FacetState } from "./useFacets";
import styles from "./Facets.module.css";

const FOLDED = "traces.folded";
const FOLDED_FIRST: readonly FacetName[] = ["provider", "team", "key", "service", "session", "name"];
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The values by which the list can be narrowed; a press adds one to the filter or takes it out. */
export function FacetList({ owner }: { owner: string }) {
  const { t } = useI18n();
  const a = useTracesText();
  const { search, setSearch } = useScope();
  const [wide, setWide] = useState<ReadonlySet<FacetName>>(new Set());
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => new Set(readStored(FOLDED, owner)?.split(",") ?? FOLDED_FIRST));
  const { stateOf, trouble, loading, retry } = useFacets(true, wide);
  const q = search.q ?? "";
  const write = (text: string, more: Parameters<typeof setSearch>[0] = {}) => setSearch({ ...more, q: text === "" ? undefined : text });

  const toggle = (name: FacetName, value: string, excluded: boolean) => {
    // Status and model can be chosen beside the box too: then that is what is taken back.
    const status = STATUSES.find((known) => same(known, value));
    if (name === "status" && search.status !== undefined && status === search.status) {
      write(excluded ? toggled(q, "status", value.toLowerCase(), true) : q, { status: undefined });
      return;
    }
    if (name === "model" && search.model !== undefined && same(search.model, value)) {
      write(excluded ? toggled(q, "model", value, true) : q, { model: undefined });
      return;
    }
    if (name === "status" && !excluded && search.status === undefined && chosenOf(q, "status").included.length === 0 && chosenOf(q, "status").excluded.length === 0) {
      write(q, { status });
      return;
    }
    // Several statuses stand in the filter, where "any of them" can be said.
    const moved = name === "status" && search.status !== undefined ? toggled(q, "status", search.status.toLowerCase()) : name === "model" && search.model !== undefined && !search.model.includes("*") ? toggled(q, "model", search.model) : q;
    write(toggled(moved, name, name === "status" ? value.toLowerCase() : value, excluded), { ...(name === "status" ? { status: undefined } : {}), ...(name === "model" && moved !== q ? { model: undefined } : {}) });
  };
  const clear = (name: FacetName) => write(without(q, name), name === "status" ? { status: undefined } : name === "model" ? { model: undefined } : {});
  const fold = (name: FacetName) => {
    const next = new Set(folded);
    if (!next.delete(name)) next.add(name);
    setFolded(next);
    writeStored(FOLDED, owner, [...next].join(","));
  };

  return (
    <div className={styles["list"]} aria-busy={loading}>
      <Quick q={q} onWrite={write} />
      {trouble !== null && (
        <p role="status" className={styles["trouble"]}>
          {{ invalid: a.facets.notValid, tooMuch: a.facets.tooMuch, failed: a.facets.failed }[trouble]}
          {trouble === "failed" && <Button small onClick={retry}>{t.common.retry}</Button>}
        </p>
      )}
      {trouble === null && FACETS.map((name) => {
        const state = stateOf(name);
        const empty = state.facet !== undefined && state.facet.values.every((value) => value.value === "") && state.included.length + state.excluded.length === 0;
        if (empty) return null;
        return (
          <Group
            key={name}
            name={name}
            state={state}
            folded={folded.has(name)}
            wide={wide.has(name)}
            onFold={() => fold(name)}
            onWide={() => setWide((now) => {
              const next = new Set(now);
              if (!next.delete(name)) next.add(name);
              return next;
            })}
            onToggle={(value, excluded) => toggle(name, value, excluded)}
            onClear={() => clear(name)}
          />
        );
      })}
    </div>
  );
}

function Quick({ q, onWrite }: { q: string; onWrite: (text: string) => void }) {
  const a = useTracesText();
  return (
    <section className={styles["quick"]} aria-label={a.facets.quick}>
      {Object.entries(a.facets.presets).map(([term, label]) => {
        const { present, toggled: next } = literal(q, term);
        return <button key={term} type="button" aria-pressed={present} title={term} onClick={() => onWrite(next)}>{label}</button>;
      })}
    </section>
  );
}

interface GroupProps {
  name: FacetName;
  state: FacetState;
  folded: boolean;
  wide: boolean;
  onFold: () => void;
  onWide: () => void;
  onToggle: (value: string, excluded: boolean) => void;
  onClear: () => void;
}

function Group({ name, state, folded, wide, onFold, onWide, onToggle, onClear }: GroupProps) {
  const { t, f } = useI18n();
  const a = useTracesText();
  const { facet, included, excluded } = state;
  const label = a.facets.field[name] ?? name;
  const counted = facet?.values ?? [];
  // What is chosen stays in view, also where nothing has it any more.
  const missing = [...included, ...excluded].filter((value) => !value.includes("*") && !counted.some((one) => same(one.value, value)));
  const values = [...counted, ...(facet === undefined ? [] : missing.map((value) => ({ value, count: 0 })))];
  const most = Math.max(1, ...values.map((one) => one.count));
  const chosen = included.length + excluded.length;
  const word = (value: string) => {
    if (value === "") return a.facets.none;
    if (name !== "status") return value;
    return { ok: t.traces.ok, error: t.traces.error, indeterminate: t.traces.indeterminate }[value.toLowerCase()] ?? value;
  };
  return (
    <section className={styles["group"]} aria-label={label}>
      <div className={styles["title"]}>
        <button type="button" aria-expanded={!folded} onClick={onFold}><Icon name={folded ? "chevronRight" : "chevronDown"} size={14} />{label}{chosen > 0 && <span className={styles["chosen"]}>{chosen}</span>}</button>
        {chosen > 0 && <IconButton small icon="cross" label={a.facets.clear(label)} onClick={onClear} />}
      </div>
      {!folded && (
        <ul>
          {facet === undefined && [0, 1, 2].map((line) => <li key={line} className={styles["waiting"]}><Skeleton width={`${String(70 - line * 14)}%`} /></li>)}
          {facet !== undefined && values.length === 0 && <li className={styles["none"]}>{a.facets.noValues}</li>}
          {values.map(({ value, count }) => {
            const isIn = included.some((one) => same(one, value));
            const isOut = excluded.some((one) => same(one, value));
            const status = name === "status" ? STATUSES.find((known) => same(known, value)) : undefined;
            return (
              <li key={value} className={cx(styles["value"], isIn && styles["in"], isOut && styles["out"])}>
                <button type="button" className={styles["pick"]} aria-pressed={isIn} aria-label={a.facets.include(label, word(value), f.count(count))} title={word(value)} onClick={() => onToggle(value, false)}>
                  <span className={styles["box"]} aria-hidden="true">{isIn && <Icon name="check" size={12} strokeWidth={2} />}{isOut && <Icon name="minus" size={12} strokeWidth={2} />}</span>
                  {status !== undefined && <StatusGlyph status={status} />}
                  <span className={cx(styles["word"], value === "" && styles["absent"])}>{word(value)}</span>
                  <span className={styles["count"]}>{f.compact(count)}</span>
                  <i style={{ width: `${String((count / most) * 100)}%` }} />
                </button>
                <button type="button" className={styles["exclude"]} aria-pressed={isOut} aria-label={isOut ? a.facets.unexclude(word(value)) : a.facets.exclude(word(value))} title={isOut ? a.facets.unexclude(word(value)) : a.facets.exclude(word(value))} onClick={() => onToggle(value, true)}><Icon name={isOut ? "plus" : "minus"} size={12} strokeWidth={2} /></button>
              </li>
            );
          })}
          {facet !== undefined && (!facet.complete || wide) && <li><button type="button" className={styles["more"]} onClick={onWide}>{wide ? a.facets.fewer : a.facets.more}</button></li>}
        </ul>
      )}
    </section>
  );
}
