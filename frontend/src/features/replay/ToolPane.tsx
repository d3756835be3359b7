import { useState } from "react";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { CopyButton } from "@/ui/CopyButton";
import { IconButton } from "@/ui/Button";
import { Part } from "./Conversation";
import { countUntil } from "./film";
import type { Player } from "./player";
import { RunState } from "./RunState";
import type { Run } from "./runs";
import { useSeen } from "./useSeen";
import styles from "./Stage.module.css";

/** The tool call of the moment: what went in, and what came out when it did. An earlier one can be held. */
export function ToolPane({ player }: { player: Player }) {
  const r = useReplayText();
  const { runs } = player.film;
  const count = useSeen(player, ({ at }) => countUntil(runs, at, (run) => run.at));
  const [held, setHeld] = useState<number | null>(null);
  const index = held !== null && held < count ? held : count - 1;
  const run = runs[index];
  if (run === undefined) return <p className={styles["quiet"]}>{runs.length === 0 ? r.noTools : r.noToolsYet}</p>;
  const go = (to: number) => setHeld(to >= count - 1 ? null : Math.max(0, to));
  return (
    <>
      <div className={styles["toolHead"]}>
        <b className="mono">{run.name}</b>
        <RunState key={index} run={run} player={player} />
        <span className={styles["gap"]} />
        <span className={styles["sub"]}>{r.toolOf(index + 1, count)}</span>
        <IconButton small icon="chevronLeft" label={r.previousTool} disabled={index === 0} onClick={() => go(index - 1)} />
        <IconButton small icon="chevronRight" label={r.nextTool} disabled={index >= count - 1} onClick={() => go(index + 1)} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div className={styles["toolBody"]} tabIndex={0} role="region" aria-label={r.panes.tools} data-own-keys><InOut key={index} run={run} player={player} /></div>
    </>
  );
}

function InOut({ run, player }: { run: Run; player: Player }) {
  const { t } = useI18n();
  const r = useReplayText();
  const ended = useSeen(player, ({ at }) => run.end !== null && at + 0.01 >= run.end);
  return (
    <>
      {run.input === null ? <p className={styles["quiet"]}>{r.noInput}</p> : <div className={styles["inOut"]}><span className={styles["copy"]}><CopyButton text={run.input} label={`${t.common.copy}: ${r.input}`} /></span><Part name={r.input} text={run.input} /></div>}
      {ended && run.output !== null && <div className={styles["inOut"]}><span className={styles["copy"]}><CopyButton text={run.output} label={`${t.common.copy}: ${r.output}`} /></span><Part name={r.output} text={run.output} /></div>}
      {ended && run.output === null && !run.failed && <p className={styles["quiet"]}>{r.unanswered}</p>}
      {ended && run.failed && <p className={styles["problem"]}>{run.problem === "" ? r.failed : run.problem}</p>}
    </>
  );
}
