import { Fragment, useEffect, useRef } from "react";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import styles from "./AppShell.module.css";

export function ShortcutsDialogContent({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  const rows: readonly [string, readonly string[]][] = [
    [t.shortcuts.search, ["/"]],
    [t.shortcuts.goOverview, ["g", "o"]],
    [t.shortcuts.goTraces, ["g", "t"]],
    [t.shortcuts.goSettings, ["g", "s"]],
    [t.shortcuts.goStatus, ["g", "h"]],
    [t.shortcuts.nextRow, ["j"]],
    [t.shortcuts.previousRow, ["k"]],
    [t.shortcuts.open, ["Enter"]],
    [t.shortcuts.fold, ["←", "→"]],
    [t.shortcuts.replay, ["Space", ",", "."]],
    [t.shortcuts.back, ["Esc"]],
    [t.shortcuts.refresh, ["r"]],
    [t.shortcuts.help, ["?"]],
  ];
  return (
    <dialog
      ref={box}
      className={styles["dialog"]}
      aria-labelledby="shortcuts-title"
      onClose={onClose}
      // A press on the backdrop lands on the dialog itself, not on what is in it.
      onPointerDown={(event) => { if (event.target === event.currentTarget) box.current?.close(); }}
    >
      <div className={styles["dialogBody"]}>
        <div className={styles["dialogTop"]}>
          <h2 id="shortcuts-title">{t.shortcuts.title}</h2>
          <IconButton icon="cross" label={t.common.close} onClick={() => box.current?.close()} />
        </div>
        <dl className={styles["keys"]}>
          {rows.map(([name, keys]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
