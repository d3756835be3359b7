import { cloneElement, createContext, use, useCallback, useEffect, useId, useLayoutEffect, useRef, useState, type ComponentProps, type KeyboardEvent, type ReactElement, type ReactNode, type RefObject } from "react";
import { createPortal } from "react-dom";

type TriggerProps = ComponentProps<"button">;

interface Props {
  /** A button; it gets the handlers and the ARIA attributes. */
  trigger: ReactElement<TriggerProps>;
  role: "menu" | "dialog";
  label?: string | undefined;
  align?: "start" | "end" | undefined;
  className?: string | undefined;
  onKeyDown?: ((event: KeyboardEvent<HTMLDivElement>) => void) | undefined;
  children: ReactNode;
}

const Close = createContext<() => void>(() => undefined);

/** Closes the box around the caller and gives the focus back to its button. */
export function useClose(): () => void {
  return use(Close);
}

interface Place { top: number; left?: number; right?: number; maxHeight: number }

const GAP = 6;
const EDGE = 8;
const FOCUSABLE = "[role^=menuitem], button:not(:disabled), input, select, a[href]";

function placeUnder(button: HTMLElement, align: "start" | "end"): Place {
  const box = button.getBoundingClientRect();
  const top = box.bottom + GAP;
  const maxHeight = Math.max(160, window.innerHeight - top - EDGE);
  return align === "start" ? { top, maxHeight, left: Math.max(EDGE, box.left) } : { top, maxHeight, right: Math.max(EDGE, document.documentElement.clientWidth - box.right) };
}

function useDismiss(open: boolean, inside: readonly RefObject<HTMLElement | null>[], within: RefObject<boolean>, close: () => void): void {
  const places = useRef(inside);
  useEffect(() => {
    if (!open) return undefined;
    const pressed = (event: PointerEvent) => {
      const target = event.target;
      const nested = within.current;
      within.current = false;
      if (nested) return;
      if (target instanceof Node && !places.current.some((place) => place.current?.contains(target) === true)) close();
    };
    document.addEventListener("pointerdown", pressed);
    window.addEventListener("resize", close);
    return () => {
      document.removeEventListener("pointerdown", pressed);
      window.removeEventListener("resize", close);
    };
  }, [open, close, within]);
}

/** A box that opens under a button: focus goes in, Esc and a press outside close it, and focus comes back. */
export function Floating({ trigger, role, label, align = "end", className, onKeyDown, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const open = place !== null;

  const close = useCallback(() => setPlace(null), []);
  const closeAndReturn = useCallback(() => {
    setPlace(null);
    button.current?.focus();
  }, []);
  // A press in a box that was opened from this one reaches it through React's tree, though not through the document's.
  const within = useRef(false);
  useDismiss(open, [button, panel], within, close);

  useLayoutEffect(() => {
    if (!open) return;
    const chosen = panel.current?.querySelector<HTMLElement>("[aria-checked=true], [aria-pressed=true]");
    (chosen ?? panel.current?.querySelector<HTMLElement>(FOCUSABLE))?.focus({ preventScroll: true });
  }, [open]);

  const show = () => {
    if (button.current !== null) setPlace(placeUnder(button.current, align));
  };

  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        "aria-haspopup": role,
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        onClick: () => (open ? close() : show()),
        onKeyDown: (event) => {
          if (event.key !== "ArrowDown" || open) return;
          event.preventDefault();
          show();
        },
      })}
      {place !== null && createPortal(
        // The role is always menu or dialog. Keys bubble here from the items inside; the box itself takes no focus.
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions
        <div
          ref={panel}
          id={id}
          role={role}
          aria-label={label ?? trigger.props["aria-label"]}
          className={className}
          style={{ position: "fixed", ...place, overflowY: "auto" }}
          onPointerDown={() => { within.current = true; }}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              event.stopPropagation();
              closeAndReturn();
            } else if (event.key === "Tab" && role === "menu") close();
            else onKeyDown?.(event);
          }}
        >
          <Close value={closeAndReturn}>{children}</Close>
        </div>,
        document.body,
      )}
    </>
  );
}
