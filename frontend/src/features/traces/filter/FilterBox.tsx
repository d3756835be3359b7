import { lazy, Suspense, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Suggestion } from "@/api/types";
import { useShortcuts } from "@/features/scope/keys";
import { useScope } from "@/features/scope/Scope";
import { useTracesText } from "@/i18n/traces";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { PHONE, useMedia } from "@/ui/media";
import { forget, readHistory, remember } from "./history";
import { Highlighted } from "./Highlighted";
import { unitAt } from "./language";
import { explain, refusalOf, type Refusal } from "./refusal";
import { useCompletion, type Typed } from "./useCompletion";
import styles from "./Filter.module.css";

const FilterHelp = lazy(async () => ({ default: (await import("./FilterHelp")).FilterHelp }));

/** A filter is applied by itself when it is valid and nothing was typed for so long. */
const PAUSE_MS = 350;
const MOST = 2000;

interface Option { key: string; text: string; detail: string; kind: Suggestion["kind"] | "recent" }

interface Props {
  /** Whose recent filters. */
  owner: string;
  /** What the list was told about the filter in the address. */
  refusal: Refusal | null;
}

/** The filter language in one line: completion, colours, and errors at their place. */
export function FilterBox({ owner, refusal }: Props) {
  const a = useTracesText();
  const id = useId();
  const phone = useMedia(PHONE);
  const { search, setSearch } = useScope();
  const asked = search.q ?? "";
  const [typed, setTyped] = useState<Typed>({ text: asked, cursor: asked.length });
  const [seen, setSeen] = useState(asked);
  const [focused, setFocused] = useState(false);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [insisted, setInsisted] = useState(false);
  const [recent, setRecent] = useState<readonly string[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const caret = useRef<number | null>(null);

  // The address can change without typing (back, a link, a facet): follow it, but not the echo of one's own typing.
  if (asked !== seen) {
    setSeen(asked);
    if (asked !== typed.text.trim()) {
      setTyped({ text: asked, cursor: asked.length });
      setInsisted(false);
    }
  }

  const { answer, of, failed } = useCompletion(typed, focused || typed.text.trim() !== asked.trim());
  const checked = of !== null && of.text === typed.text;
  const told = checked && answer !== undefined && answer.error !== null ? refusalOf(typed.text, answer.error) : null;
  const wrong = told ?? (refusal !== null && typed.text.trim() === asked.trim() && !checked ? refusal : null);
  // While something is being written its end is always wrong: say so only when the writer says it is finished.
  const unfinished = focused && !insisted && wrong !== null && wrong.end >= typed.text.trimEnd().length;
  const shownWrong = unfinished ? null : wrong;

  const apply = (text: string) => setSearch({ q: text.trim() === "" ? undefined : text.trim() }, { replace: true });
  const valid = typed.text.trim() === "" || failed || (checked && told === null);
  const wanted = typed.text.trim();
  // Half a word finds nothing: while completions for it are offered, wait until Enter, a blank or leaving the box says that it is whole.
  const prefix = answer === undefined || of === null ? "" : of.text.slice(unitAt(of.text, answer.start), unitAt(of.text, answer.start + answer.length));
  const begun = focused && open && !insisted && prefix !== "" && answer !== undefined && answer.suggestions.length > 0 && !answer.suggestions.some((one) => one.text.toLowerCase() === prefix.toLowerCase());
  useEffect(() => {
    if (wanted === asked || !valid || begun) return undefined;
    const timer = setTimeout(() => setSearch({ q: wanted === "" ? undefined : wanted }, { replace: true }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, asked, valid, begun, setSearch]);

  // Enter may come before the server has looked at the text: what was meant to be applied is remembered once it is known to be valid.
  useEffect(() => {
    if (insisted && valid) remember(owner, wanted);
  }, [insisted, valid, owner, wanted]);

  useLayoutEffect(() => {
    if (caret.current === null || input.current === null) return;
    input.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  useLayoutEffect(() => {
    if (mirror.current !== null && input.current !== null) mirror.current.scrollLeft = input.current.scrollLeft;
  });

  const options: Option[] = [];
  if (typed.text.trim() === "") for (const text of recent) options.push({ key: `recent ${text}`, text, detail: "", kind: "recent" });
  // The answer may be of a moment ago. It still serves while the same word is written: what does not begin like it falls away.
  const from = answer === undefined || of === null ? 0 : unitAt(of.text, answer.start);
  const word = typed.text.slice(from, typed.cursor);
  const serves = of !== null && (of.text === typed.text && of.cursor === typed.cursor || typed.text.slice(0, from) === of.text.slice(0, from) && typed.cursor >= from && !/[\s:=<>(),]/.test(word));
  const isLate = serves && of.text !== typed.text;
  if (answer !== undefined && serves) {
    for (const { kind, text, detail } of answer.suggestions) {
      if (isLate && !text.toLowerCase().startsWith(word.toLowerCase())) continue;
      const field = /^[a-z_]+/.exec(text)?.[0] ?? "";
      const help = kind === "field" || kind === "operator" ? (a.filter.fields[field] ?? detail) : (a.filter.details[detail] ?? detail);
      options.push({ key: `${kind} ${text}`, text, detail: help, kind });
    }
  }
  const shown = open && focused && options.length > 0;
  const at = Math.min(active, options.length - 1);

  const write = (text: string, cursor: number) => {
    caret.current = cursor;
    setTyped({ text, cursor });
    setActive(-1);
    setInsisted(false);
  };
  const accept = (option: Option) => {
    input.current?.focus();
    if (option.kind === "recent") {
      write(option.text, option.text.length);
      apply(option.text);
      setOpen(false);
      return;
    }
    const rest = typed.text.slice(typed.cursor);
    const ends = option.kind === "value" || option.kind === "keyword";
    const space = ends && !/^[\s,)]/.test(rest) && !inList(typed.text, from) ? " " : "";
    write(typed.text.slice(0, from) + option.text + space + rest, from + option.text.length + space.length);
    setOpen(true);
  };
  const finish = () => {
    setInsisted(true);
    if (valid) apply(typed.text);
  };

  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const option = options[at];
    // Half-composed Hangul: the key belongs to the input method.
    if (event.nativeEvent.isComposing) return;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (!shown) setOpen(true);
        else setActive((at + (event.key === "ArrowDown" ? 1 : -1) + options.length + 1 + 1) % (options.length + 1) - 1);
        return;
      }
      case "Enter":
        event.preventDefault();
        if (shown && option !== undefined) accept(option);
        else {
          finish();
          setOpen(false);
        }
        return;
      case "Tab":
        // Tab takes what is chosen, or the first where a word was begun; else it goes on to the next control.
        if (shown && !event.shiftKey && typed.text.trim() !== "") {
          const taken = option ?? (word === "" ? undefined : options[0]);
          if (taken === undefined) return;
          event.preventDefault();
          accept(taken);
        }
        return;
      case "Escape":
        event.preventDefault();
        event.stopPropagation();
        if (shown) setOpen(false);
        else event.currentTarget.blur();
        return;
      default:
    }
  };

  useShortcuts({
    "/": (event) => {
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    },
  });

  const list = `${id}-list`;
  const problem = `${id}-problem`;
  return (
    <div className={styles["filter"]} role="search">
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- hears when the focus leaves its parts */}
      <div className={cx(styles["box"], shownWrong !== null && styles["bad"])} onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setFocused(false);
        setOpen(false);
        finish();
      }}>
        <Icon name="search" className={styles["glass"] ?? ""} />
        <div className={styles["entry"]}>
          <div ref={mirror} className={styles["mirror"]} aria-hidden="true"><Highlighted text={typed.text} wrong={shownWrong} /></div>
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-label={a.filter.label}
            aria-autocomplete="list"
            aria-expanded={shown}
            aria-controls={shown ? list : undefined}
            aria-activedescendant={shown && at >= 0 ? `${id}-${String(at)}` : undefined}
            aria-invalid={shownWrong !== null || undefined}
            aria-describedby={shownWrong === null ? undefined : problem}
            placeholder={phone ? a.filter.short : a.filter.placeholder}
            value={typed.text}
            maxLength={MOST}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            onFocus={() => {
              setFocused(true);
              setRecent(readHistory(owner));
            }}
            onClick={() => setOpen(true)}
            onChange={(event) => {
              setTyped({ text: event.target.value, cursor: event.target.selectionStart ?? event.target.value.length });
              setOpen(true);
              setActive(-1);
              setInsisted(false);
            }}
            onSelect={(event) => {
              const cursor = event.currentTarget.selectionStart ?? typed.cursor;
              if (cursor !== typed.cursor) setTyped({ text: typed.text, cursor });
            }}
            onScroll={(event) => { if (mirror.current !== null) mirror.current.scrollLeft = event.currentTarget.scrollLeft; }}
            onKeyDown={press}
          />
        </div>
        {typed.text === "" ? <kbd aria-hidden="true">/</kbd> : (
          <IconButton
            small
            icon="cross"
            label={a.filter.clear}
            onClick={() => {
              write("", 0);
              apply("");
              input.current?.focus();
            }}
          />
        )}
        {shown && (
          <div className={styles["popup"]}>
            <div role="listbox" id={list} aria-label={a.filter.suggestions} className={styles["options"]}>
              {options.map((option, index) => {
                const first = index === 0 || options[index - 1]?.kind !== option.kind && (option.kind === "recent" || options[index - 1]?.kind === "recent");
                return (
                  <OptionLine key={option.key} id={`${id}-${String(index)}`} option={option} selected={index === at} heading={first && option.kind === "recent" ? a.filter.recent : null} onPick={() => accept(option)} />
                );
              })}
            </div>
            <footer className={styles["keys"]}>
              <span>{a.filter.keys}</span>
              {options[0]?.kind === "recent" && (
                <Button
                  look="quiet"
                  small
                  onPointerDown={(event) => event.preventDefault()}
                  onClick={() => {
                    forget(owner);
                    setRecent([]);
                  }}
                >{a.filter.forget}</Button>
              )}
            </footer>
          </div>
        )}
      </div>
      <Suspense fallback={<IconButton icon="question" label={a.filter.help} disabled />}>
        <FilterHelp onTry={(filter) => {
          write(filter, filter.length);
          apply(filter);
        }} />
      </Suspense>
      <span className="visually-hidden" role="status">{shown ? a.filter.count(options.length) : ""}</span>
      {shownWrong !== null && (
        <p id={problem} className={styles["problem"]} role="alert">
          <Icon name="alert" size={14} />
          <span>
            {explain(shownWrong, a)} {wanted !== asked && a.filter.unused}
            {shownWrong.suggestion !== null && (
              <> {a.filter.didYouMean} <button type="button" className="link mono" onClick={() => {
                const text = typed.text.slice(0, shownWrong.start) + (shownWrong.suggestion ?? "") + typed.text.slice(shownWrong.end);
                input.current?.focus();
                write(text, shownWrong.start + (shownWrong.suggestion ?? "").length);
              }}>{shownWrong.suggestion}</button></>
            )}
          </span>
        </p>
      )}
    </div>
  );
}

/** Inside `field:(a,` a comma or the end follows, not a new term. */
function inList(text: string, index: number): boolean {
  const before = text.slice(0, index);
  return /[:=]\s*\([^()]*$/.test(before);
}

interface LineProps { id: string; option: Option; selected: boolean; heading: string | null; onPick: () => void }

function OptionLine({ id, option, selected, heading, onPick }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) line.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <>
      {heading !== null && <div role="presentation" className={styles["heading"]}>{heading}</div>}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are those of the combobox, which keeps the focus */}
      <div
        ref={line}
        id={id}
        role="option"
        aria-selected={selected}
        // The focus stays in the box.
        onPointerDown={(event) => event.preventDefault()}
        onClick={onPick}
      >
        {option.kind === "recent" && <Icon name="clock" size={14} />}
        <code className={cx(option.kind === "value" && styles["value"], option.kind === "keyword" && styles["keyword"])}>{option.kind === "recent" || option.kind === "field" || option.kind === "operator" ? <Highlighted text={option.text} /> : option.text}</code>
        {option.detail !== "" && <small>{option.detail}</small>}
      </div>
    </>
  );
}
