import { memo, useState } from "react";
import { useReplayText } from "@/i18n/replay";
import { clockText } from "./clock";
import { countUntil } from "./film";
import { FollowBox } from "./FollowBox";
import type { Line } from "./lines";
import type { Player } from "./player";
import { useSeen } from "./useSeen";
import styles from "./Terminal.module.css";

/** Lines that are drawn at once; earlier ones are a press away. */
const TAIL = 150;

export function Terminal({ player }: { player: Player }) {
  const r = useReplayText();
  const { lines, length } = player.film;
  const count = useSeen(player, ({ at }) => countUntil(lines, at, (line) => line.at));
  const [more, setMore] = useState(0);
  const first = Math.max(0, count - TAIL - more);
  return (
    <FollowBox label={r.panes.log} className={styles["terminal"]}>
      {first > 0 && <button type="button" className={styles["earlier"]} onClick={() => setMore(more + TAIL)}>{r.earlier(first)}</button>}
      {count === 0 && <p className={styles["nothing"]}>{lines.length === 0 ? r.noLines : r.noLinesYet}</p>}
      {lines.slice(first, count).map((line, index) => <Row key={first + index} line={line} length={length} />)}
      <span className={styles["caret"]} aria-hidden="true" />
    </FollowBox>
  );
}

const Row = memo(function Row({ line, length }: { line: Line; length: number }) {
  return (
    <div className={styles["line"]} data-tone={line.tone}>
      <span className={styles["time"]}>{clockText(line.at, length)}</span>
      <span className={styles["source"]}>{line.source}</span>
      <span className={styles["text"]}>{line.text}</span>
    </div>
  );
});
