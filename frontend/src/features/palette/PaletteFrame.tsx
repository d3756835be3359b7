import { useEffect, useRef, type ReactNode } from "react";
import { Icon } from "@/ui/Icon";
import styles from "./Palette.module.css";

interface Props { label: string; onClose: () => void; /** The field beside the magnifier. */ field: ReactNode; children?: ReactNode }

/** The palette's dialog. It gives the focus back to where it was. */
export function PaletteFrame({ label, onClose, field, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      className={styles["dialog"]}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => { if (event.target === event.currentTarget) onClose(); }}
    >
      <div className={styles["field"]}><Icon name="search" />{field}</div>
      {children}
    </dialog>
  );
}
