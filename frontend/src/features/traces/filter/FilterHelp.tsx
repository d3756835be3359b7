import { Fragment } from "react";
import { useTracesText } from "@/i18n/traces";
import { IconButton } from "@/ui/Button";
import { Floating, useClose } from "@/ui/Floating";
import { FIELD_NAMES } from "./fields";
import { Highlighted } from "./Highlighted";
import styles from "./Filter.module.css";

/** The language on one card; its examples can be tried. */
export function FilterHelp({ onTry }: { onTry: (filter: string) => void }) {
  const a = useTracesText();
  return (
    <Floating role="dialog" label={a.filter.helpTitle} className={styles["help"]} trigger={<IconButton icon="question" label={a.filter.help} />}>
      <h2>{a.filter.helpTitle}</h2>
      <p>{a.filter.helpLead}</p>
      <Examples onTry={onTry} />
      <p>{a.filter.helpOperators}</p>
      <p className={styles["helpFields"]}><strong>{a.filter.helpFields}</strong> {FIELD_NAMES.map((name) => <Fragment key={name}><code>{name}</code> </Fragment>)}</p>
    </Floating>
  );
}

function Examples({ onTry }: { onTry: (filter: string) => void }) {
  const a = useTracesText();
  const close = useClose();
  return (
    <ul className={styles["examples"]}>
      {a.filter.examples.map(([example, what]) => (
        <li key={example}>
          <button
            type="button"
            onClick={() => {
              close();
              onTry(example);
            }}
          >
            <code><Highlighted text={example} /></code>
            <span>{what}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
