import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ScreenSearch } from "@/features/scope/search";
import { useAnalyticsText } from "@/i18n/analytics";
import { Change } from "@/ui/Change";
import { Skeleton } from "@/ui/Feedback";
import { Hint } from "@/ui/Hint";
import styles from "./Analytics.module.css";

export interface Figure {
  name: string;
  hint?: string;
  /** Undefined while it is on its way. */
  value: string | undefined;
  now?: number | null | undefined;
  before?: number | null | undefined;
  beforeText?: string;
  more?: "worse" | "better" | "neutral";
  note?: ReactNode;
  to?: ScreenSearch | undefined;
}

/** A row of figures, each with its change and the traces behind it. */
export function Figures({ label, figures }: { label: string; figures: readonly Figure[] }) {
  const a = useAnalyticsText();
  return (
    <dl className={styles["figures"]} aria-label={label}>
      {figures.map(({ name, hint, value, now, before, beforeText = "", more = "neutral", note, to }) => (
        <div key={name} className={styles["figure"]}>
          <dt>{name}{hint !== undefined && <Hint text={hint} />}</dt>
          <dd>
            {value === undefined ? <Skeleton width="4rem" height="1.5rem" /> : (
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
