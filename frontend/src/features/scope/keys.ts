import { useEffect, useRef } from "react";

type Handler = (event: KeyboardEvent) => void;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
}

/** Anything that owns the keyboard while it is open: dialogs, menus, popovers. */
function isOverlayOpen(): boolean {
  return document.querySelector("[role=dialog], [role=menu], dialog[open]") !== null;
}

/**
 * Page shortcuts. Names are `event.key` values, or two of them with a space between ("g o") pressed within a second.
 * Nothing fires while the user types, holds a modifier or has a menu open.
 */
export function useShortcuts(map: Record<string, Handler>): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    let prefix = "";
    let since = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isOverlayOpen()) return;
      const pair = `${prefix} ${event.key}`;
      const handler = (Date.now() - since < 1000 ? latest.current[pair] : undefined) ?? latest.current[event.key];
      prefix = event.key;
      since = Date.now();
      handler?.(event);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
