import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type CSSProperties } from "react";
import { KIND_COLOR, KIND_ICON, ticks } from "@/features/trace/tree";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import { StatusGlyph } from "@/ui/Status";
import { countUntil, type FilmSpan } from "./film";
import type { Player } from "./player";
import type { Scale } from "./scale";
import { useSeen } from "./useSeen";
import styles from "./Waterfall.module.css";

const ROW = 26;
const HEAD = 24;
const DEEPEST_INDENT = 8;
const percent = (share: number) => `${String(share * 100)}%`;

/**
 * The spans over time. The bars stand still: a veil over what is yet to come moves with the clock, so a frame costs one transform
 * whatever the number of spans. Rows change only when something begins or ends.
 */
export function Waterfall({ player, scale }: { player: Player; scale: Scale }) {
  const { t, f } = useI18n();
  const r = useReplayText();
  const { spans } = player.film;
  const scroller = useRef<HTMLDivElement>(null);
  const veil = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const virtual = useVirtualizer({ count: spans.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 4, paddingEnd: 8, useFlushSync: false });
  const marks = useMemo(() => ticks(scale.length, 5).slice(1), [scale]);

  const begun = useMemo(() => spans.map((span, index) => ({ at: span.start, index })).sort((a, b) => a.at - b.at), [spans]);
  const count = useSeen(player, ({ at }) => countUntil(begun, at, (one) => one.at));
  const latest = begun[count - 1]?.index ?? 0;
  // What is drawn of a row changes when a span in view begins or ends.
  const moment = useSeen(player, ({ film, at }) => countUntil(film.moments, at, (time) => time));

  useEffect(() => player.onFrame(() => {
    if (veil.current !== null) veil.current.style.transform = `translateX(${String(player.share * 100)}%)`;
  }), [player]);

  useEffect(() => {
    if (!following || scroller.current === null) return;
    // By what the list knows of itself: asking the page for its measures would lay it out anew each time.
    const room = (virtual.scrollRect?.height ?? 0) - HEAD;
    const offset = virtual.scrollOffset ?? 0;
    const top = latest * ROW;
    if (top < offset || top + ROW > offset + room) scroller.current.scrollTop = Math.max(0, top - room / 2);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- follows what happens, not every change of the list
  }, [latest, following]);

  return (
    <div className={styles["fall"]}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div ref={scroller} className={styles["rows"]} role="region" aria-label={r.panes.fall} tabIndex={0} data-own-keys onWheel={() => setFollowing(false)} onTouchMove={() => setFollowing(false)}>
        <div className={styles["head"]} aria-hidden="true">
          <span className={styles["axis"]}>
            {marks.map((mark) => <i key={mark} style={{ insetInlineStart: percent(mark / scale.length) }}>{f.duration(scale.real(mark)).replace(/\.(\d*?)0+(?=\D|$)/, ".$1").replace(/\.(?=\D|$)/, "")}</i>)}
          </span>
        </div>
        <div className={styles["over"]} aria-hidden="true">
          <span className={styles["sky"]}>
            {scale.squeezed.map((pause) => <i key={pause.start} className={styles["pause"]} style={{ insetInlineStart: percent(scale.share(pause.start)), width: percent(scale.share(pause.end) - scale.share(pause.start)) }} />)}
            <i ref={veil} className={styles["veil"]} />
          </span>
        </div>
        <div role="list" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const span = spans[item.index];
            if (span === undefined) return null;
            return <Row key={item.key} span={span} at={player.at} moment={moment} current={item.index === latest} scale={scale} top={item.start} onGo={() => player.seek(span.start)} label={r.goTo(span.name, t.trace.kinds[span.kind], f.duration(span.start))} />;
          })}
        </div>
      </div>
      {!following && spans.length > 12 && <button type="button" className={styles["follow"]} onClick={() => setFollowing(true)}><Icon name="arrowRight" size={12} />{r.follow}</button>}
    </div>
  );
}

interface RowProps { span: FilmSpan; at: number; moment: number; current: boolean; scale: Scale; top: number; onGo: () => void; label: string }

function Row({ span, at, current, scale, top, onGo, label }: RowProps) {
  const { f } = useI18n();
  const state = at + 0.01 < span.start ? "later" : at + 0.01 < span.end ? "running" : "done";
  const from = scale.share(span.start);
  const to = scale.share(span.end);
  const wait = span.firstToken === null || span.end <= span.start ? null : (scale.share(span.firstToken) - from) / Math.max(to - from, 1e-9);
  const bar = { insetInlineStart: `min(${percent(from)}, calc(100% - 3px))`, width: percent(to - from), "--bar": span.failed ? "var(--bad)" : KIND_COLOR[span.kind] } as CSSProperties;
  return (
    <div role="listitem" className={styles["row"]} style={{ transform: `translateY(${String(top)}px)` }} data-state={state} data-current={current}>
      <button type="button" className={styles["go"]} onClick={onGo} aria-label={label}>
        <span className={styles["label"]} style={{ paddingInlineStart: `${String(Math.min(span.depth, DEEPEST_INDENT) * 0.75)}rem` }}>
          <Icon name={KIND_ICON[span.kind]} size={13} style={{ color: state === "later" ? undefined : KIND_COLOR[span.kind] }} />
          <b>{span.name}</b>
          {span.failed && state === "done" && <StatusGlyph status="ERROR" />}
        </span>
        <span className={styles["lane"]}>
          <i className={cx(styles["bar"], span.kind === "llm" && !span.isCall && styles["outer"])} style={bar}>{wait !== null && wait > 0 && wait < 1 && <i style={{ width: percent(wait) }} />}</i>
        </span>
        <span className={styles["took"]}>{state === "done" ? f.duration(span.end - span.start) : state === "running" ? "…" : ""}</span>
      </button>
    </div>
  );
}
