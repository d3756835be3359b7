import type { ReactNode } from "react";
import { Announcer } from "./Announcer";
import { cx } from "./cx";
import styles from "./Page.module.css";

interface PageProps { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode; narrow?: boolean }

/** A page outside of the monitoring: what it is, one sentence about it, its main act, and its panels. */
export function Page({ title, lead, actions, children, narrow = false }: PageProps) {
  return (
    <div className={cx(styles["page"], narrow && styles["narrow"])}>
      <header className={styles["head"]}>
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      </header>
      {children}
      <Announcer />
    </div>
  );
}

interface PanelProps { title?: string; lead?: ReactNode; tools?: ReactNode; children: ReactNode; padded?: boolean; id?: string }

export function Panel({ title, lead, tools, children, padded = false, id }: PanelProps) {
  const titled = title !== undefined;
  return (
    <section className={styles["panel"]} id={id} aria-label={title}>
      {(titled || tools !== undefined) && (
        <div className={styles["panelHead"]}>
          <div>
            {titled && <h2>{title}</h2>}
            {lead !== undefined && <p>{lead}</p>}
          </div>
          {tools !== undefined && <div className={styles["tools"]}>{tools}</div>}
        </div>
      )}
      {padded ? <div className={cx(styles["padded"], titled && styles["under"])}>{children}</div> : children}
    </section>
  );
}

/** A quiet line in a panel: nothing here, or a note under a list. */
export function Quiet({ children }: { children: ReactNode }) {
  return <p className={styles["quiet"]}>{children}</p>;
}

/** A thing and what else is known of it, in two lines. */
export function Twofold({ main, sub, mono = false }: { main: ReactNode; sub?: ReactNode; mono?: boolean }) {
  return (
    <span className={styles["twofold"]}>
      <span className={styles["main"]}>{main}</span>
      {sub !== undefined && <span className={cx(styles["sub"], mono && "mono")}>{sub}</span>}
    </span>
  );
}
