import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Tag.module.css";

export type Tone = "plain" | "accent" | "ok" | "warn" | "bad";

/** A short word about a thing. The word carries the meaning; the colour only repeats it. */
export function Tag({ tone = "plain", children, title }: { tone?: Tone; children: ReactNode; title?: string | undefined }) {
  return <span className={cx(styles["tag"], styles[tone])} title={title}>{children}</span>;
}

export function Tags({ children }: { children: ReactNode }) {
  return <span className={styles["tags"]}>{children}</span>;
}
