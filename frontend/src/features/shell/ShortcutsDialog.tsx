import { Fragment } from "react";
import { useI18n } from "@/i18n/I18n";
import { Dialog } from "@/ui/Dialog";
import { SHORTCUTS } from "./shortcuts";
import styles from "./ShortcutsDialog.module.css";

export function ShortcutsDialogContent({ onClose }: { onClose: () => void }) {
  const { t, language } = useI18n();
  return (
    <Dialog title={t.account.shortcuts} closeLabel={t.common.close} onClose={onClose} wide>
      <div className={styles["groups"]}>
        {SHORTCUTS.map((group) => (
          <section key={group.id} aria-label={group.title[language]} className={styles["group"]}>
            <h3>{group.title[language]}</h3>
            <dl>
              {group.rows.map((row) => (
                <Fragment key={row.what.en}>
                  <dt>{row.what[language]}</dt>
                  <dd>
                    <Keys keys={row.keys} />
                    {row.or !== undefined && <><span>/</span><Keys keys={row.or} /></>}
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  return keys.flatMap((together) => together.split("+")).map((key) => <kbd key={key}>{key}</kbd>);
}
