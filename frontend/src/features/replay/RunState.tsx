import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { StatusGlyph } from "@/ui/Status";
import type { Player } from "./player";
import type { Run } from "./runs";
import { useSeen } from "./useSeen";
import styles from "./Stage.module.css";

/** How a tool call stands at the moment. */
export function RunState({ run, player }: { run: Run; player: Player }) {
  const { f } = useI18n();
  const r = useReplayText();
  const span = run.span === null ? undefined : player.film.spans[run.span];
  const state = useSeen(player, ({ at }) => {
    if (run.end !== null && at + 0.01 >= run.end) return "ended";
    return span !== undefined && at >= span.start ? "running" : "asked";
  });
  if (state === "running") return <span className={styles["state"]}><i className={styles["spin"]} aria-hidden="true" />{r.running}</span>;
  if (state === "asked") return <span className={styles["state"]}>{run.end === null && player.at >= player.film.length ? r.unanswered : r.asked}</span>;
  const took = (run.end ?? run.at) - (span?.start ?? run.at);
  return <span className={styles["state"]} data-failed={run.failed}><StatusGlyph status={run.failed ? "ERROR" : "OK"} />{run.failed ? r.failed : r.done(f.duration(took))}</span>;
}
