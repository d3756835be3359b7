import { useId, useRef, useState } from "react";
import { Icon } from "./Icon";
import styles from "./Hint.module.css";

const WIDTH = 288;

/** A small mark that explains a word on hover, on focus and on a tap. */
export function Hint({ text }: { text: string }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<{ left: number; bottom: number } | null>(null);

  const show = () => {
    const box = button.current?.getBoundingClientRect();
    if (box !== undefined) setPlace({ left: Math.max(8, Math.min(box.left - 12, window.innerWidth - WIDTH - 8)), bottom: window.innerHeight - box.top + 6 });
  };
  const hide = () => setPlace(null);

  return (
    <span className={styles["hint"]}>
      <button
        ref={button}
        type="button"
        aria-label={text}
        aria-describedby={place === null ? undefined : id}
        onPointerEnter={show}
        onPointerLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => { if (event.key === "Escape") hide(); }}
      >
        <Icon name="info" size={14} />
      </button>
      {place !== null && <span role="tooltip" id={id} className={styles["tip"]} style={place}>{text}</span>}
    </span>
  );
}
