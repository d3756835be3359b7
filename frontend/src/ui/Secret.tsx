import { useId } from "react";
import { CopyButton } from "./CopyButton";
import styles from "./Secret.module.css";

/** A secret that is shown this once, ready to be copied. */
export function Secret({ label, value, copyLabel }: { label: string; value: string; copyLabel: string }) {
  const id = useId();
  return (
    <div className={styles["secret"]}>
      <label htmlFor={id}>{label}</label>
      <div className={styles["box"]}>
        <input id={id} className="mono" readOnly value={value} spellCheck={false} autoComplete="off" onFocus={(event) => event.target.select()} />
        <CopyButton text={value} caption={copyLabel} />
      </div>
    </div>
  );
}
