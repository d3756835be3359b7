import { useI18n } from "@/i18n/I18n";
import { cx } from "./cx";
import styles from "./Status.module.css";

type Value = "OK" | "ERROR" | "INDETERMINATE" | "UNSET";

/** Status by shape as well as colour: a filled dot, a filled triangle, an open ring. */
export function StatusGlyph({ status, size = 10 }: { status: Value; size?: number }) {
  return (
    <svg viewBox="0 0 10 10" width={size} height={size} aria-hidden="true" className={styles[status]}>
      {status === "OK" && <circle cx="5" cy="5" r="3.4" fill="currentColor" />}
      {status === "ERROR" && <path d="M5 0.600 9.700 9.200H0.300z" fill="currentColor" />}
      {(status === "INDETERMINATE" || status === "UNSET") && <circle cx="5" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.600" />}
    </svg>
  );
}

export function StatusLabel({ status, chip = false }: { status: Value; chip?: boolean }) {
  const { t } = useI18n();
  const text = status === "OK" ? t.traces.ok : status === "ERROR" ? t.traces.error : t.traces.indeterminate;
  return (
    <span className={cx(styles["status"], styles[status], chip && styles["chip"])}>
      <StatusGlyph status={status} />
      {text}
    </span>
  );
}
