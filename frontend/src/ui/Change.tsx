import { useI18n } from "@/i18n/I18n";
import { cx } from "./cx";
import { Icon } from "./Icon";
import styles from "./Change.module.css";

interface Props {
  now: number | null | undefined;
  before: number | null | undefined;
  beforeText: string;
  /** Whether more is bad, good, or neither: it decides the colour. */
  more: "worse" | "better" | "neutral";
}

/** How a figure moved against the period before; nothing where that says nothing. The arrow tells what the colour repeats. */
export function Change({ now, before, beforeText, more }: Props) {
  const { t, f } = useI18n();
  const change = f.change(now, before);
  if (change === null) return null;
  const rising = (now ?? 0) > (before ?? 0);
  const same = /^0\s?%$/.test(change);
  const good = more === "neutral" || same ? null : rising === (more === "better");
  return (
    <span className={cx(styles["change"], good === true && styles["good"], good === false && styles["bad"])} title={t.overview.before(beforeText)}>
      {!same && <Icon name={rising ? "chevronUp" : "chevronDown"} size={12} strokeWidth={2} />}
      {same ? t.overview.same : change.replace(/^[+−-]/, "")}
      <span className="visually-hidden">{rising ? "▲" : "▼"} {t.overview.before(beforeText)}</span>
    </span>
  );
}
