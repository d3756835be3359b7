import { useMemo, type ReactNode } from "react";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { download } from "@/ui/csv";
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

export function JsonView({ value, name }: { value: unknown; name: string }) {
  const { t } = useI18n();
  const text = () => JSON.stringify(value, null, 2);
  return (
    <>
      <div className={styles["jsonBar"]}>
        <CopyButton text={text} />
        <IconButton small icon="download" label={t.trace.tabs.raw} onClick={() => download(`${name.replace(/[^\w.-]+/g, "_")}.json`, text(), "application/json")} />
      </div>
      <div className={styles["boxed"]}><JsonText value={value} /></div>
    </>
  );
}
