import { useState } from "react";
import { PaletteFrame } from "./PaletteFrame";

/** What was typed before the palette was there; `run`: and confirmed with Enter. */
export interface Typed { text: string; run: boolean }

interface Props { label: string; onTyped: (typed: Typed) => void; onClose: () => void }

/** Takes the keys while the palette's code is on its way, so that none is lost; the palette goes on with them. */
export function PaletteOpening({ label, onTyped, onClose }: Props) {
  const [text, setText] = useState("");
  const field = (
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
  );
  return <PaletteFrame label={label} onClose={onClose} field={field} />;
}
