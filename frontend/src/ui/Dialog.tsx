import { useEffect, useId, useRef, type ReactNode } from "react";
import { IconButton } from "./Button";
import { cx } from "./cx";
import styles from "./Dialog.module.css";

interface Props {
  title: string;
  lead?: ReactNode;
  /** The word of the closing button. */
  closeLabel: string;
  onClose: () => void;
  /** Esc and a press beside it do nothing: what it shows is not shown again, or a request is under way. */
  locked?: boolean;
  wide?: boolean;
  children: ReactNode;
}

const FIRST = "[data-autofocus], input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled)";

/** A modal: the browser keeps the focus inside and the rest of the page out of reach; the focus comes back to where it was. */
export function Dialog({ title, lead, closeLabel, onClose, locked = false, wide = false, children }: Props) {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const dialog = box.current;
    if (dialog === null) return undefined;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>(FIRST)?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    <dialog
      ref={box}
      className={cx(styles["dialog"], wide && styles["wide"])}
      aria-labelledby={`${id}-title`}
      aria-describedby={lead === undefined ? undefined : `${id}-lead`}
      onCancel={(event) => {
        event.preventDefault();
        if (!locked) onClose();
      }}
      // A press on the backdrop lands on the dialog itself, not on what is in it.
      onPointerDown={(event) => { if (event.target === event.currentTarget && !locked) onClose(); }}
    >
      <div className={styles["body"]}>
        <header className={styles["top"]}>
          <h2 id={`${id}-title`}>{title}</h2>
          {!locked && <IconButton icon="cross" label={closeLabel} onClick={onClose} />}
        </header>
        {lead !== undefined && <div id={`${id}-lead`} className={styles["lead"]}>{lead}</div>}
        {children}
      </div>
    </dialog>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles["actions"]}>{children}</div>;
}
