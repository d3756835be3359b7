import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { save } from "@/ui/csv";
import { Icon } from "@/ui/Icon";
import styles from "./Panel.module.css";

/** Objects and arrays only: a bare word or number reads better as text. */
export function asJson(text: string): unknown {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return undefined;
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    return undefined;
  }
}

/** Beyond this, colouring would cost more than it gives. */
const COLOUR_LIMIT = 120_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

function coloured(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, colon, word] = match;
    if (match.index > last) parts.push(text.slice(last, match.index));
    const kind = quoted !== undefined ? (colon !== undefined ? "key" : "string") : word !== undefined ? "word" : "number";
    parts.push(<span key={match.index} className={styles[kind]}>{quoted ?? whole}</span>);
    if (colon !== undefined) parts.push(colon);
    last = match.index + whole.length;
  }
  parts.push(text.slice(last));
  return parts;
}

const LINE = 72;

/** Indented JSON in which a list of plain values stays on one line where it fits. */
export function pretty(value: unknown, indent = ""): string {
  if (value === undefined) return "null";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const line = `[${items.map((item) => pretty(item)).join(", ")}]`;
    if (!line.includes("\n") && indent.length + line.length <= LINE) return line;
    return `[\n${items.map((item) => inner + pretty(item, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${pretty(item, inner)}`).join(",\n")}\n${indent}}`;
}

export function JsonText({ value }: { value: unknown }) {
  const text = useMemo(() => (typeof value === "string" ? value : pretty(value)), [value]);
  return <pre className={styles["json"]}>{text.length > COLOUR_LIMIT || typeof value === "string" ? text : coloured(text)}</pre>;
}

const MOST_MARKS = 2000;

/** The text with what is sought marked; null while nothing is. */
function marked(text: string, needle: string): { nodes: ReactNode[]; count: number } | null {
  const wanted = needle.trim().toLowerCase();
  if (wanted === "") return null;
  const nodes: ReactNode[] = [];
  const low = text.toLowerCase();
  let [last, count] = [0, 0];
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + wanted.length)) {
    count += 1;
    if (count > MOST_MARKS) continue;
    nodes.push(text.slice(last, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    last = at + wanted.length;
  }
  nodes.push(text.slice(last));
  return { nodes, count };
}

/** A whole span as it came over the wire: to search, copy and keep. */
export function JsonView({ value, name }: { value: unknown; name: string }) {
  const { t, f } = useI18n();
  const w = useTraceText();
  const [needle, setNeedle] = useState("");
  const text = useMemo(() => pretty(value), [value]);
  const sought = useMemo(() => marked(text, needle), [text, needle]);
  const box = useRef<HTMLPreElement>(null);
  const plain = () => JSON.stringify(value, null, 2);
  useEffect(() => {
    box.current?.querySelector("mark")?.scrollIntoView({ block: "center" });
  }, [sought]);
  return (
    <>
      <div className={styles["jsonBar"]}>
        <div className={styles["findBox"]}>
          <Icon name="search" />
          <input type="search" aria-label={w.jsonSearch} placeholder={w.jsonSearch} value={needle} spellCheck={false} onChange={(event) => setNeedle(event.target.value)} />
        </div>
        {sought !== null && <span role="status" className={styles["none"]}>{w.found(f.count(sought.count))}</span>}
        <CopyButton text={plain} label={`${t.common.copy}: ${t.trace.tabs.raw}`} />
        <IconButton small icon="download" label={`${t.trace.tabs.raw}: ${w.download}`} onClick={() => save(`${name.replace(/[^\w.-]+/g, "_")}.json`, new Blob([plain()], { type: "application/json" }))} />
      </div>
      <div className={styles["boxed"]}>{sought === null ? <JsonText value={value} /> : <pre ref={box} className={styles["json"]}>{sought.nodes}</pre>}</div>
    </>
  );
}
