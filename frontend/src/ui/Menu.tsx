import type { ComponentProps, KeyboardEvent, ReactElement, ReactNode } from "react";
import { Floating, useClose } from "./Floating";
import { Icon } from "./Icon";
import styles from "./Menu.module.css";

interface MenuProps { trigger: ReactElement<ComponentProps<"button">>; children: ReactNode; align?: "start" | "end" }

function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const at = items.findIndex((item) => item === document.activeElement);
  const to: Record<string, number> = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 };
  const next = to[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}

export function Menu({ trigger, children, align }: MenuProps) {
  return (
    <Floating trigger={trigger} role="menu" align={align} className={styles["content"]} onKeyDown={moveFocus}>
      {children}
    </Floating>
  );
}

export function MenuItem({ children, onSelect, trailing }: { children: ReactNode; onSelect: () => void; trailing?: ReactNode }) {
  const close = useClose();
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={styles["item"]}
      onClick={() => {
        close();
        onSelect();
      }}
    >
      {children}
      {trailing !== undefined && <span className={styles["trailing"]}>{trailing}</span>}
    </button>
  );
}

export interface Choice<T extends string> { value: T; label: ReactNode; note?: string }

interface ChoicesProps<T extends string> { label?: string | undefined; value: T; choices: readonly Choice<T>[]; onChange: (value: T) => void }

export function MenuChoices<T extends string>({ label, value, choices, onChange }: ChoicesProps<T>) {
  const close = useClose();
  return (
    <div role="group" aria-label={label}>
      {label !== undefined && <div className={styles["label"]} aria-hidden="true">{label}</div>}
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="menuitemradio"
          aria-checked={choice.value === value}
          tabIndex={-1}
          className={styles["item"]}
          onClick={() => {
            onChange(choice.value);
            close();
          }}
        >
          <span className={styles["tick"]}>{choice.value === value && <Icon name="check" size={14} />}</span>
          {choice.label}
          {choice.note !== undefined && <span className={styles["trailing"]}>{choice.note}</span>}
        </button>
      ))}
    </div>
  );
}

export function MenuSeparator() {
  return <div role="separator" className={styles["separator"]} />;
}
