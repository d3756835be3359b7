import type { Health } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import styles from "./Status.module.css";

interface Props { state: Health["status"] | undefined; version: string | undefined; checkedAt: number; answered: boolean; now: number }

const TONE = { ok: "good", degraded: "warn", down: "bad" } as const;

/** The one sentence. Its words change only with the state, so that a screen reader speaks when something happens and not every second. */
export function Headline({ state, version, checkedAt, answered, now }: Props) {
  const { f } = useI18n();
  const a = useAdminText();
  const words = state === undefined ? a.status.asking : !answered ? a.status.noAnswer : a.status.states[state];
  return (
    <div className={cx(styles["headline"], state !== undefined && styles[TONE[state]])}>
      <span className={styles["sign"]}><Icon name={state === "ok" ? "check" : state === undefined ? "clock" : "alert"} size={22} /></span>
      <div>
        <div role="status"><h2>{words}</h2></div>
        <p>
          {state === "degraded" && <span>{a.status.degradedNote} </span>}
          {version !== undefined && <span>{a.status.version(version)} </span>}
          {checkedAt > 0 && <span className="num">· {a.status.checked(f.ago(new Date(checkedAt).toISOString(), now))}</span>}
        </p>
      </div>
      <span className={styles["live"]}><i data-on={answered} />{answered ? a.status.live : a.status.retrying}</span>
    </div>
  );
}
