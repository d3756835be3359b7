import type { CSSProperties, ReactNode } from "react";
import { CopyButton } from "./CopyButton";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import styles from "./Feedback.module.css";

interface NoticeProps { icon: IconName; tone?: "plain" | "bad"; title: string; /** 1 where it is all the page has. */ level?: 1 | 2; lead?: ReactNode; actions?: ReactNode; children?: ReactNode }

/** An empty or failed place: what it is, why, and the next thing to do. */
export function Notice({ icon, tone = "plain", title, level = 2, lead, actions, children }: NoticeProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className={styles["box"]} role={tone === "bad" ? "alert" : undefined}>
      <span className={cx(styles["icon"], tone === "bad" && styles["bad"])}><Icon name={icon} size={20} /></span>
      <Heading className={styles["title"]}>{title}</Heading>
      {lead !== undefined && <p className={styles["lead"]}>{lead}</p>}
      {children}
      {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
    </div>
  );
}

export function CodeBlock({ code, label }: { code: string; label?: string }) {
  return (
    <div className={styles["code"]}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls sideways, so the keyboard must reach it */}
      <pre tabIndex={0} aria-label={label}><code>{code}</code></pre>
      <CopyButton text={code} />
    </div>
  );
}

export function Small({ children }: { children: ReactNode }) {
  return <p className={styles["small"]}>{children}</p>;
}

export function Banner({ children }: { children: ReactNode }) {
  return <div role="status" className={styles["banner"]}><Icon name="alert" />{children}</div>;
}

/** Holds the room of what is coming so that nothing jumps. */
export function Skeleton({ width = "100%", height = "1em", style }: { width?: number | string; height?: number | string; style?: CSSProperties }) {
  return <span aria-hidden="true" className={styles["skeleton"]} style={{ width, height, ...style }} />;
}
