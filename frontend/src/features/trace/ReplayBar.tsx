import { useMemo } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { Segmented } from "@/ui/Segmented";
import { KIND_COLOR, type Tree } from "./tree";
import { runningAt, SPEEDS, type Replay } from "./useReplay";
import styles from "./Replay.module.css";

const MOST_MARKS = 400;

export function ReplayBar({ tree, replay, onClose }: { tree: Tree; replay: Replay; onClose: () => void }) {
  const { t, f } = useI18n();
  const nodes = useMemo(() => [...tree.byId.values()], [tree]);
  const sums = runningAt(nodes, replay.at);
  const played = tree.length === 0 ? 0 : (replay.at / tree.length) * 100;

  useShortcuts({
    " ": (event) => {
      event.preventDefault();
      replay.toggle();
    },
    ".": () => replay.step(1),
    ",": () => replay.step(-1),
  });

  return (
    <section className={styles["bar"]} aria-label={t.replay.title}>
      <div className={styles["buttons"]}>
        <IconButton icon="chevronLeft" label={t.replay.previous} onClick={() => replay.step(-1)} />
        <IconButton look="primary" icon={replay.playing ? "pause" : "play"} label={replay.playing ? t.replay.pause : t.replay.play} onClick={replay.toggle} />
        <IconButton icon="chevronRight" label={t.replay.next} onClick={() => replay.step(1)} />
      </div>
      <span className={styles["clock"]}>{f.duration(replay.at)} <em>/ {f.duration(tree.length)}</em></span>
      <div className={styles["track"]}>
        <svg viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
          <rect x="0" y="14.500" width="100" height="3" fill="var(--line-strong)" />
          <rect x="0" y="14.500" width={played} height="3" fill="var(--accent)" />
          {nodes.slice(0, MOST_MARKS).map((node) => (
            <line
              key={node.span.span_id}
              x1={(node.start / tree.length) * 100}
              x2={(node.start / tree.length) * 100}
              y1={node.span.status === "ERROR" ? 3 : 7}
              y2="12"
              stroke={node.span.status === "ERROR" ? "var(--bad)" : KIND_COLOR[node.span.kind]}
              strokeWidth={node.span.status === "ERROR" ? 3 : 2}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        <input type="range" min={0} max={tree.length} step="any" value={replay.at} aria-label={t.replay.position} aria-valuetext={f.duration(replay.at)} onChange={(event) => replay.seek(Number(event.target.value))} />
      </div>
      <div className={styles["sums"]}>
        <span>{t.trace.cost} <b>{f.money(sums.cost ?? 0)}</b></span>
        <span>{t.trace.tokens} <b>{f.count(sums.tokens)}</b></span>
        <span>{t.trace.tree} <b>{f.count(sums.done)}/{f.count(nodes.length)}</b></span>
      </div>
      <Segmented label={t.replay.speed} value={replay.speed} onChange={replay.setSpeed} options={SPEEDS.map((value) => ({ value, label: `${value}×` }))} />
      <IconButton icon="cross" label={t.replay.close} onClick={onClose} />
    </section>
  );
}
