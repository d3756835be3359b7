import type { Anomaly } from "@/api/analytics";
import { useFeedText } from "@/i18n/feed";
import { useI18n } from "@/i18n/I18n";
import { amountOf } from "./words";
import styles from "./Anomalies.module.css";

/** Where the value lies against what is usual: a band from the tenth to the ninetieth hour of a hundred, the median, the value. */
export function Ruler({ anomaly: one }: { anomaly: Anomaly }) {
  const { f } = useI18n();
  const w = useFeedText();
  const most = Math.max(one.value, one.usual_high, one.usual) * 1.12;
  const least = Math.min(one.value, one.usual_low, one.usual);
  // Amounts scatter by factors; a logarithmic scale needs all of them to be positive.
  const logarithmic = least > 0 && most / least > 8;
  const low = logarithmic ? least / 1.3 : 0;
  const place = (value: number) => {
    const share = logarithmic ? Math.log(value / low) / Math.log(most / low) : most > 0 ? value / most : 0;
    return `${String(Math.max(0, Math.min(1, share)) * 100)}%`;
  };
  const text = w.anomalies.ruler(amountOf(one, one.value, f), amountOf(one, one.usual, f), amountOf(one, one.usual_low, f), amountOf(one, one.usual_high, f));
  return (
    <div role="img" aria-label={text} title={text} className={styles["ruler"]}>
      <i className={styles["usual"]} style={{ insetInlineStart: place(one.usual_low), width: `max(3px, calc(${place(one.usual_high)} - ${place(one.usual_low)}))` }} />
      <i className={styles["median"]} style={{ insetInlineStart: place(one.usual) }} />
      <i className={styles["value"]} data-severity={one.severity} style={{ insetInlineStart: place(one.value) }} />
    </div>
  );
}
