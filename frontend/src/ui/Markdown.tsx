import { lazy, Suspense } from "react";
import styles from "./Markdown.module.css";

const MarkdownText = lazy(async () => ({ default: (await import("./MarkdownText")).MarkdownText }));

/** Text as its writer meant it to look. The words are there at once; what they look like follows, and costs no page its first view. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<div className={styles["prose"]}><p className={styles["plain"]}>{text}</p></div>}>
      <MarkdownText text={text} />
    </Suspense>
  );
}
