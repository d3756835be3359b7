import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useI18n } from "@/i18n/I18n";
import { usePaletteText } from "@/i18n/palette";
import { Icon } from "@/ui/Icon";
import { type Command, type Destination, type PaletteActs, useCommands } from "./commands";
import { pieces } from "./fuzzy";
import { arrange, type Result, useTraceResults } from "./results";
import { PaletteFrame } from "./PaletteFrame";
import type { Typed } from "./PaletteOpening";
import styles from "./Palette.module.css";

interface Props {
  places: readonly Destination[];
  acts: PaletteActs;
  onClose: () => void;
  /** What was typed before it was there. */
  begun?: Typed;
}

/** A combobox over everything: the focus stays in the field, the arrows move through the list. */
export function Palette({ places, acts, onClose, begun }: Props) {
  const p = usePaletteText();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState(begun?.text ?? "");
  const [at, setAt] = useState(0);
  const commands = useCommands(places, acts);
  const traces = useTraceResults(query);
  const arranged = arrange(query, commands);
  const sections = traces.results.length === 0 ? arranged : [...arranged, { group: "traces" as const, results: traces.results }];
  const flat = sections.flatMap(({ results }) => results);
  const active = flat[Math.min(at, flat.length - 1)];

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active?.command.id]);

  const run = (command: Command) => {
    onClose();
    command.run();
  };
  const [confirmed] = useState(begun?.run === true ? active?.command : undefined);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (confirmed !== undefined) latest.current(confirmed);
  }, [confirmed]);
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = flat.length - 1;
    const to: Record<string, number> = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, PageDown: Math.min(last, at + 8), PageUp: Math.max(0, at - 8) };
    const next = to[event.key];
    if (next !== undefined) setAt(Math.max(0, next));
    else if (event.key === "Enter" && active !== undefined) run(active.command);
    else return;
    event.preventDefault();
  };
  const optionId = (result: Result) => `${id}-${result.command.id}`;

  const field = (
    <>
      <input
        role="combobox"
        aria-label={p.open}
        aria-expanded={flat.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : optionId(active)}
        placeholder={p.placeholder}
        value={query}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={pressed}
      />
      {traces.searching && <span className={styles["busy"]} title={p.searching} />}
      <kbd>Esc</kbd>
    </>
  );

  return (
    <PaletteFrame label={p.open} onClose={onClose} field={field}>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={p.list} className={styles["list"]} hidden={flat.length === 0}>
        {sections.map(({ group, results }) => (
          <div key={group} role="group" aria-label={p.groups[group]}>
            <div className={styles["group"]} aria-hidden="true">{p.groups[group]}</div>
            {results.map((result) => (
              <Option key={result.command.id} id={optionId(result)} result={result} selected={result === active} onPoint={() => setAt(flat.indexOf(result))} onRun={() => run(result.command)} />
            ))}
          </div>
        ))}
      </div>
      {flat.length === 0 && <div className={styles["nothing"]}><strong>{p.nothing}</strong><p>{p.nothingLead}</p></div>}
      <footer className={styles["foot"]} aria-hidden="true">
        <span><kbd>↑</kbd><kbd>↓</kbd>{p.hint.choose}</span><span><kbd>↵</kbd>{p.hint.open}</span>
      </footer>
      <p className="visually-hidden" role="status">{query === "" ? "" : p.count(flat.length)}</p>
    </PaletteFrame>
  );
}

function Option({ id, result, selected, onPoint, onRun }: { id: string; result: Result; selected: boolean; onPoint: () => void; onRun: () => void }) {
  const p = usePaletteText();
  const { language } = useI18n();
  const { command, marks } = result;
  return (
    // The field has the focus and the keys; this only answers the pointer.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div id={id} role="option" aria-selected={selected} className={styles["option"]} onPointerMove={onPoint} onClick={onRun} lang={language}>
      <Icon name={command.icon} />
      <span className={styles["label"]}>{pieces(command.label, marks).map(({ text, marked }, index) => (marked ? <b key={index}>{text}</b> : text))}</span>
      {command.isNow === true && <span className={styles["note"]}><Icon name="check" size={14} />{p.now}</span>}
      {command.note !== undefined && command.isNow !== true && <span className={styles["note"]}>{command.note}</span>}
    </div>
  );
}
