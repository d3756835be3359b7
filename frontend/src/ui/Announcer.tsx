import { useEffect, useSyncExternalStore } from "react";
import { Icon } from "./Icon";
import styles from "./Announcer.module.css";

interface Said { id: number; text: string }

let said: Said | null = null;
const listeners = new Set<() => void>();

function put(next: Said | null): void {
  said = next;
  for (const listener of listeners) listener();
}

/** Says that something was done: shown for a moment and read out by screen readers, wherever the focus is. */
export function announce(text: string): void {
  put({ id: (said?.id ?? 0) + 1, text });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

const SHOWN_MS = 6000;

export function Announcer() {
  const current = useSyncExternalStore(subscribe, () => said);
  useEffect(() => {
    if (current === null) return undefined;
    const timer = setTimeout(() => put(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div className={styles["place"]} role="status" aria-live="polite">
      {current !== null && <p key={current.id} className={styles["said"]}><Icon name="check" />{current.text}</p>}
    </div>
  );
}
