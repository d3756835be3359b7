import { type KeyboardEvent, type RefObject } from "react";
import { useChatText } from "@/i18n/chat";
import { IconButton } from "@/ui/Button";
import styles from "./Chat.module.css";

interface Props {
  text: string;
  onText: (text: string) => void;
  running: boolean;
  /** Nothing can be sent: no model, or settings that are out of bounds. */
  blocked: boolean;
  onSend: () => void;
  onStop: () => void;
  box: RefObject<HTMLTextAreaElement | null>;
}

export function Composer({ text, onText, running, blocked, onSend, onStop, box }: Props) {
  const w = useChatText();
  const ready = text.trim() !== "" && !running && !blocked;

  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that ends the writing of a Korean syllable sends nothing.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape" && running) {
      event.preventDefault();
      onStop();
    }
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (ready) onSend();
  };

  return (
    <form
      className={styles["composer"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSend();
      }}
    >
      <div className={styles["box"]}>
        <textarea ref={box} rows={Math.min(8, text.split("\n").length)} value={text} onChange={(event) => onText(event.target.value)} onKeyDown={pressed} aria-label={w.write} placeholder={w.placeholder} aria-describedby="chat-keys" maxLength={500_000} />
        {running
          ? <IconButton icon="stop" label={w.stop} look="plain" onClick={onStop} />
          : <IconButton icon="arrowUp" label={w.send} look="primary" type="submit" disabled={!ready} />}
      </div>
      <p id="chat-keys" className={styles["keys"]}>{w.keys}</p>
    </form>
  );
}
