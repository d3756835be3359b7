import { Fragment } from "react";
import { cx } from "@/ui/cx";
import { pieces } from "./language";
import styles from "./Filter.module.css";

interface Props { text: string; /** The part that is wrong, in UTF-16 units; an empty one at the end is drawn as a mark. */ wrong?: { start: number; end: number } | null }

/** A filter in the colours of its parts. */
export function Highlighted({ text, wrong = null }: Props) {
  const cuts = new Set([0, text.length]);
  for (const piece of pieces(text)) {
    cuts.add(piece.start);
    cuts.add(piece.start + piece.text.length);
  }
  if (wrong !== null) {
    cuts.add(Math.min(text.length, wrong.start));
    cuts.add(Math.min(text.length, wrong.end));
  }
  const places = [...cuts].sort((a, b) => a - b);
  const all = pieces(text);
  return (
    <>
      {places.slice(0, -1).map((start, index) => {
        const end = places[index + 1] ?? text.length;
        const kind = all.find((piece) => piece.start <= start && start < piece.start + piece.text.length)?.kind;
        const isWrong = wrong !== null && start >= wrong.start && end <= wrong.end;
        const part = text.slice(start, end);
        return kind === undefined && !isWrong ? <Fragment key={start}>{part}</Fragment> : <span key={start} className={cx(kind !== undefined && styles[kind], isWrong && styles["wrong"])}>{part}</span>;
      })}
      {wrong !== null && wrong.start >= text.length && <span className={styles["missing"]} />}
    </>
  );
}
