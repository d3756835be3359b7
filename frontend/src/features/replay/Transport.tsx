import { useEffect } from "react";
import { useShortcuts } from "@/features/scope/keys";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { Elapsed } from "./Counters";
import { SPEEDS, type Player, type Speed } from "./player";
import { KEPT_MS, type Scale } from "./scale";
import { Legend, Scrubber } from "./Scrubber";
import { useSeen } from "./useSeen";
import styles from "./Stage.module.css";

interface Props { player: Player; scale: Scale; onSpeed: (speed: Speed) => void; onSqueeze: (squeeze: boolean) => void }

/** Keys that a focused control uses itself stay with it. */
function belongsTo(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  if (event.key === " ") return event.target.closest("button, a, input, summary, [role=tab]") !== null;
  return event.target.closest("[role=radiogroup], [role=tablist], [role=separator]") !== null
    || ((event.key === "Home" || event.key === "End") && event.target.closest("[data-own-keys]") !== null);
}

export function Transport({ player, scale, onSpeed, onSqueeze }: Props) {
  const { f } = useI18n();
  const r = useReplayText();
  const playing = useSeen(player, (one) => one.playing);
  const ended = useSeen(player, (one) => one.ended);
  const speed = useSeen(player, (one) => one.speed);
  const squeeze = useSeen(player, (one) => one.squeeze);
  const idle = player.film.pauses.reduce((sum, pause) => sum + Math.max(0, pause.end - pause.start - KEPT_MS), 0);

  const key = (act: (event: KeyboardEvent) => void) => (event: KeyboardEvent) => {
    if (belongsTo(event)) return;
    event.preventDefault();
    act(event);
  };
  const way = (direction: 1 | -1) => key((event) => (event.shiftKey ? player.skip(direction) : player.step(direction)));
  useShortcuts({
    " ": key(() => player.toggle()),
    ArrowRight: way(1), ArrowLeft: way(-1),
    Home: key(() => player.toStart()), End: key(() => player.toEnd()),
    "5": key(() => onSpeed("0.5")), "1": key(() => onSpeed("1")), "2": key(() => onSpeed("2")), "4": key(() => onSpeed("4")), "8": key(() => onSpeed("8")),
    i: key(() => { if (idle > 0) onSqueeze(!squeeze); }),
  });
  useEffect(() => () => player.dispose(), [player]);

  const name = playing ? r.pause : ended ? r.again : r.play;
  return (
    <section className={styles["transport"]} aria-label={r.transport}>
      <Scrubber player={player} scale={scale} />
      <div className={styles["controls"]}>
        <div className={styles["buttons"]}>
          <IconButton icon="toStart" label={r.start} onClick={() => player.toStart()} />
          <IconButton icon="chevronLeft" label={r.previous} onClick={() => player.step(-1)} />
          <Button look="primary" className={styles["play"]} aria-label={name} title={name} onClick={() => player.toggle()}><Icon name={playing ? "pause" : ended ? "replay" : "play"} size={18} /></Button>
          <IconButton icon="chevronRight" label={r.next} onClick={() => player.step(1)} />
          <IconButton icon="toEnd" label={r.end} onClick={() => player.toEnd()} />
        </div>
        <Elapsed player={player} />
        <Legend player={player} />
        {idle > 0 && <Button small look={squeeze ? "primary" : "plain"} aria-pressed={squeeze} title={r.squeezeNote(f.duration(idle))} className={cx(styles["idle"])} onClick={() => onSqueeze(!squeeze)}><Icon name="fold" size={14} />{r.squeeze}<small>{f.duration(idle)}</small></Button>}
        <Segmented label={r.speed} value={speed} onChange={onSpeed} options={SPEEDS.map((value) => ({ value, label: value === "0.5" ? "½×" : `${value}×` }))} />
      </div>
    </section>
  );
}
