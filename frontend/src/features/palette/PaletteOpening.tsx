import { useEffect, useRef, useState } from "react";
import { Icon } from "@/ui/Icon";
import styles from "./Palette.module.css";

/** What was typed before the palette was there; `run`: and confirmed with Enter. */
export interface Typed { text: string; run: boolean }

interface Props { label: string; onTyped: (typed: Typed) => void; onClose: () => void }

/** Takes the keys while the palette's code is on its way, so that none is lost; the palette goes on with them. */
export function PaletteOpening({ label, onTyped, onClose }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
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
      <div className={styles["field"]}>
        <Icon name="search" />
        <input
          type="search"
          aria-label={label}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            onTyped({ text: event.target.value, run: false });
          }}
          onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing) onTyped({ text, run: true }); }}
        />
      </div>
    </dialog>
  );
}
