import { useAlertsText } from "@/i18n/alerts";
import type { Severity as Value } from "./groups";
import styles from "./Alerts.module.css";

/** Gravity by shape as well as colour: an octagon, a triangle, a ring. */
export function SeverityGlyph({ severity, size = 14 }: { severity: Value; size?: number }) {
  return (
    <svg viewBox="0 0 14 14" width={size} height={size} aria-hidden="true" className={styles[severity]}>
      {severity === "critical" && <><path d="M4.200 0.800h5.600l3.400 3.400v5.600l-3.400 3.400H4.200L.800 9.800V4.200z" fill="currentColor" /><path d="M7 3.600v4.200M7 10.200v.200" stroke="var(--panel)" strokeWidth="1.700" strokeLinecap="round" /></>}
      {severity === "warning" && <><path d="M7 1 13.400 12.600H.600z" fill="currentColor" strokeLinejoin="round" /><path d="M7 5.200v3.400M7 10.600v.100" stroke="var(--panel)" strokeWidth="1.500" strokeLinecap="round" /></>}
      {severity === "info" && <><circle cx="7" cy="7" r="5.400" fill="none" stroke="currentColor" strokeWidth="1.600" /><path d="M7 6.600v3M7 4.300v.100" stroke="currentColor" strokeWidth="1.600" strokeLinecap="round" /></>}
    </svg>
  );
}

export function SeverityTag({ severity }: { severity: Value }) {
  const a = useAlertsText();
  return <span className={styles["severity"]} data-severity={severity}><SeverityGlyph severity={severity} />{a.severity[severity]}</span>;
}
