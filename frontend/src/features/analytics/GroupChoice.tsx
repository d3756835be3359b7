import type { Dimension } from "@/api/analytics";
import { useScope } from "@/features/scope/Scope";
import { DIMENSIONS } from "@/features/scope/search";
import { useDetailText } from "@/i18n/analyticsDetail";
import { Select } from "@/ui/Field";
import styles from "./Analytics.module.css";

/** Of these a trace may have several, so that the groups' sums are more than the whole. */
export const OVERLAPPING: readonly Dimension[] = ["agent", "tool", "tag"];

export function GroupChoice({ value }: { value: Dimension }) {
  const a = useDetailText();
  const { setSearch } = useScope();
  return (
    <span className={styles["choice"]}>
      <span aria-hidden="true">{a.breakdown.by}</span>
      <Select aria-label={a.breakdown.by} value={value} options={DIMENSIONS.map((one) => ({ value: one, label: a.dimensions[one] }))} onChange={(group) => setSearch({ group }, { replace: true })} />
    </span>
  );
}
