import { useRef, useState, type CSSProperties, type ReactNode } from "react";
import styles from "./Trace.module.css";

const KEY = "portal.split";
const [LEAST, MOST, START] = [30, 72, 52];

function remembered(): number {
  try {
    const value = Number(localStorage.getItem(KEY));
    return value >= LEAST && value <= MOST ? value : START;
  } catch {
    return START;
  }
}

export function SplitPanes({ label, children }: { label: string; children: readonly [ReactNode, ReactNode] }) {
  const host = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(remembered);

  const change = (value: number) => {
    const next = Math.min(MOST, Math.max(LEAST, value));
    setShare(next);
    try {
      localStorage.setItem(KEY, String(Math.round(next)));
    } catch {
      // Forbidden storage: the width lasts until the page is closed.
    }
  };

  return (
    <div ref={host} className={styles["panes"]} style={{ "--split": `${String(share)}%` } as CSSProperties}>
      {children[0]}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a focusable separator with a value is a widget (ARIA window splitter) */}
      <div
        role="separator"
        aria-label={label}
        aria-orientation="vertical"
        aria-valuenow={Math.round(share)}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
        tabIndex={0}
        className={styles["handle"]}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          const box = host.current?.getBoundingClientRect();
          if (box !== undefined && event.currentTarget.hasPointerCapture(event.pointerId)) change(((event.clientX - box.left) / box.width) * 100);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") change(share - 2);
          if (event.key === "ArrowRight") change(share + 2);
        }}
      />
      {children[1]}
    </div>
  );
}
