import { useEffect, useRef } from "react";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { clockText } from "./clock";
import { sumAt, type Sum } from "./film";
import type { Player } from "./player";
import { useSeen } from "./useSeen";
import styles from "./Stage.module.css";

/** Share of the way to the new figure that is made in a frame: a figure that jumps is hard to read, one that rolls is seen. */
const ROLL = 0.22;

interface RollingProps { player: Player; figure: (sum: Sum) => number; format: (value: number) => string }

/** A figure that rolls up to what was spent by now. It is written without React, sixty times a second. */
function Rolling({ player, figure, format }: RollingProps) {
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = figure(sumAt(player.film, player.at));
    return player.onFrame(() => {
      const target = figure(sumAt(player.film, player.at));
      const rolls = player.playing && !player.calm && target > shown;
      shown = rolls ? shown + (target - shown) * ROLL : target;
      if (target - shown < target * 0.002) shown = target;
      const text = format(shown);
      if (box.current !== null && box.current.textContent !== text) box.current.textContent = text;
    });
  }, [player, figure, format]);
  return <span ref={box} />;
}

const tokensOf = (sum: Sum) => sum.tokens;
const costOf = (sum: Sum) => sum.cost ?? 0;

/** The clock of the traces, and what had been spent and done by then. */
export function Counters({ player }: { player: Player }) {
  const { f } = useI18n();
  const r = useReplayText();
  const { film } = player;
  const whole = film.sums.at(-1);
  const steps = useSeen(player, ({ at }) => sumAt(film, at).done);
  const failed = useSeen(player, ({ at }) => sumAt(film, at).failed);
  return (
    <dl className={styles["counters"]}>
      <div><dt>{r.counters.tokens}</dt><dd><Rolling player={player} figure={tokensOf} format={countOf(f.count)} /></dd></div>
      <div><dt>{r.counters.cost}</dt><dd>{whole?.cost == null ? f.money(null) : <Rolling player={player} figure={costOf} format={f.money} />}</dd></div>
      <div><dt>{r.counters.steps}</dt><dd>{f.count(steps)} <small>/ {f.count(film.spans.length)}</small></dd></div>
      {(whole?.failed ?? 0) > 0 && <div data-bad={failed > 0}><dt>{r.counters.failed}</dt><dd>{f.count(failed)}</dd></div>}
    </dl>
  );
}

const whole = new WeakMap<(value: number) => string, (value: number) => string>();

/** One function for one format: a new one every time would start the rolling anew. */
function countOf(count: (value: number) => string): (value: number) => string {
  const known = whole.get(count);
  if (known !== undefined) return known;
  const made = (value: number) => count(Math.round(value));
  whole.set(count, made);
  return made;
}

/** Elapsed time, and the hour of the day it was. */
export function Elapsed({ player }: { player: Player }) {
  const { f } = useI18n();
  const box = useRef<HTMLSpanElement>(null);
  const { film } = player;
  const second = useSeen(player, ({ at }) => Math.floor((film.start + at) / 1000));
  useEffect(() => player.onFrame(() => {
    if (box.current !== null) box.current.textContent = clockText(player.at, film.length);
  }), [player, film]);
  return (
    <p className={styles["clock"]}>
      <span ref={box} className={styles["now"]} /> <span className={styles["whole"]}>/ {clockText(film.length, film.length)}</span>
      <time className={styles["hour"]}>{f.time(second * 1000)}</time>
    </p>
  );
}
