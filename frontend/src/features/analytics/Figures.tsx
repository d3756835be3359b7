import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ScreenSearch } from "@/features/scope/search";
import { useAnalyticsText } from "@/i18n/analytics";
import { NO_VALUE } from "@/i18n/format";
import { Change } from "@/ui/Change";
import { Skeleton } from "@/ui/Feedback";
import { Hint } from "@/ui/Hint";
import styles from "./Analytics.module.css";

export interface Figure {
  name: string;
  hint?: string;
  /** Undefined while it is on its way, or where asking for it failed. */
  value: string | undefined;
  now?: number | null | undefined;
  before?: number | null | undefined;
  beforeText?: string;
  more?: "worse" | "better" | "neutral";
  note?: ReactNode;
  to?: ScreenSearch | undefined;
}

interface Props { label: string; figures: readonly Figure[]; /** What is not here is not coming; the panels below say why. */ failed?: boolean }

/** A row of figures, each with its change and the traces behind it. */
export function Figures({ label, figures, failed = false }: Props) {
  const a = useAnalyticsText();
  return (
    <dl className={styles["figures"]} aria-label={label}>
      {figures.map(({ name, hint, value, now, before, beforeText = "", more = "neutral", note, to }) => (
        <div key={name} className={styles["figure"]}>
          <dt>{name}{hint !== undefined && <Hint text={hint} />}</dt>
          <dd>
            {value === undefined && (failed ? <strong>{NO_VALUE}</strong> : <Skeleton width="4rem" height="1.5rem" />)}
            {value !== undefined && (
              <>
                {to === undefined ? <strong>{value}</strong> : <Link to="/admin/monitoring/traces" search={to} title={a.seeTraces} aria-label={`${name}: ${value}. ${a.seeTraces}`}><strong>{value}</strong></Link>}
                <Change now={now} before={before} beforeText={beforeText} more={more} />
                {note !== undefined && <small>{note}</small>}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
