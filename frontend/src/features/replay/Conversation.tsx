import { lazy, memo, Suspense, useState } from "react";
import { asJson, JsonText } from "@/features/trace/JsonView";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { cx } from "@/ui/cx";
import { Icon, type IconName } from "@/ui/Icon";
import { clockText } from "./clock";
import { countUntil } from "./film";
import { FollowBox } from "./FollowBox";
import type { Player } from "./player";
import { heardBy, type Saying } from "./sayings";
import { RunState } from "./RunState";
import { useSeen } from "./useSeen";
import styles from "./Conversation.module.css";

/** Comes while the film is on its way; until it is there, text stands as it was written. */
const formatter = import("@/ui/Markdown");
const Markdown = lazy(async () => ({ default: (await formatter).Markdown }));

/** What is drawn at once; earlier ones are a press away. */
const TAIL = 40;
const LONG = 1600;
const LONG_SYSTEM = 280;
const ICON: Record<string, IconName> = { user: "user", assistant: "llm", tool: "tool", system: "keyboard", developer: "keyboard" };

export function Conversation({ player }: { player: Player }) {
  const r = useReplayText();
  const { sayings } = player.film;
  const count = useSeen(player, ({ at }) => countUntil(sayings, at, (saying) => saying.from));
  const [more, setMore] = useState(0);
  const first = Math.max(0, count - TAIL - more);
  return (
    <FollowBox label={r.panes.talk} className={styles["scroll"]} inner={styles["messages"]}>
      {first > 0 && <button type="button" className={styles["earlier"]} onClick={() => setMore(more + TAIL)}>{r.earlier(first)}</button>}
      {sayings.slice(first, count).map((saying) => <SayingView key={saying.key} saying={saying} player={player} />)}
      {count === 0 && sayings.length === 0 && <p className={styles["nothing"]}>{r.noConversation}</p>}
      {count === 0 && sayings.length > 0 && <p className={styles["nothing"]}>{r.nothingSaid}</p>}
      <Thinking player={player} />
    </FollowBox>
  );
}

/** Model calls under way of which nothing is to be read yet. */
function thinkingAt({ film, at, calm }: Player): string {
  const found: number[] = [];
  for (const index of film.calls) {
    const span = film.spans[index];
    if (span === undefined || span.start > at) break;
    if (at < (calm ? span.end : (span.firstToken ?? span.end))) found.push(index);
  }
  return found.slice(-4).join();
}

function Thinking({ player }: { player: Player }) {
  const r = useReplayText();
  const indexes = useSeen(player, thinkingAt);
  if (indexes === "") return null;
  return indexes.split(",").map((index) => {
    const span = player.film.spans[Number(index)];
    return span === undefined ? null : (
      <p key={index} className={styles["thinking"]}><span className={styles["dots"]} aria-hidden="true"><i /><i /><i /></span>{r.thinking(span.model ?? span.name)}</p>
    );
  });
}

const SayingView = memo(function SayingView({ saying, player }: { saying: Saying; player: Player }) {
  const { t, f } = useI18n();
  const r = useReplayText();
  const span = player.film.spans[saying.span];
  const roles: Record<string, string> = t.trace.roles;
  return (
    <article className={styles["message"]} data-role={saying.role}>
      <span className={styles["who"]}><Icon name={ICON[saying.role] ?? "info"} size={14} /></span>
      <header className={styles["role"]}>
        <span>{saying.run === null ? (roles[saying.role] ?? saying.role) : t.trace.toolCall}</span>
        {saying.run !== null && <b className="mono">{saying.run.name}</b>}
        {span?.agent != null && saying.role !== "user" && <em>{span.agent}</em>}
        {saying.role === "assistant" && span?.model != null && <em>{span.model}</em>}
        <button type="button" className={styles["when"]} aria-label={r.said(f.duration(saying.from))} onClick={() => player.seek(saying.from)}>{clockText(saying.from, player.film.length)}</button>
      </header>
      <div className={styles["content"]}>
        {saying.run === null ? <Words saying={saying} player={player} /> : <Call saying={saying} player={player} />}
      </div>
    </article>
  );
});

function Words({ saying, player }: { saying: Saying; player: Player }) {
  const { t } = useI18n();
  const { role, content } = saying;
  const heard = useSeen(player, ({ at, calm }) => (calm && at < saying.until ? 0 : heardBy(saying, at)));
  const writing = heard < content.length;
  const long = !writing && content.length > (role === "system" || role === "developer" ? LONG_SYSTEM : LONG) && role !== "assistant";
  const [open, setOpen] = useState(false);
  if (heard === 0 && writing) return null;
  return (
    <>
      <div className={cx(long && !open && styles["clamp"])}><Text text={writing ? `${content.slice(0, heard)}${CARET}` : content} plain={role === "tool"} /></div>
      {long && <button type="button" className={styles["more"]} onClick={() => setOpen(!open)}>{open ? t.common.showLess : t.common.showMore}</button>}
    </>
  );
}

/** In the text itself, so that it stands behind the last word also inside of lists and code. */
const CARET = "\u258d";
/** Text this long is not worth splitting into Markdown again fifteen times a second. */
const PLAIN_FROM = 24_000;

function Text({ text, plain }: { text: string; plain: boolean }) {
  const json = plain ? asJson(text) : undefined;
  if (json !== undefined) return <div className={styles["boxed"]}><JsonText value={json} /></div>;
  const raw = <p className={styles["plain"]}>{text}</p>;
  return plain || text.length > PLAIN_FROM ? raw : <Suspense fallback={raw}><Markdown text={text} /></Suspense>;
}

function Call({ saying, player }: { saying: Saying; player: Player }) {
  const { t } = useI18n();
  const r = useReplayText();
  const run = saying.run;
  const ended = useSeen(player, ({ at }) => run?.end != null && at + 0.01 >= run.end);
  const [open, setOpen] = useState(false);
  if (run === null) return null;
  const output = ended ? run.output : null;
  const long = (run.input?.length ?? 0) + (output?.length ?? 0) > 600;
  return (
    <div className={styles["call"]} data-failed={ended && run.failed}>
      <div className={cx(long && !open && styles["clamp"])}>
        {run.input !== null && <Part name={r.input} text={run.input} />}
        {output !== null && <Part name={r.output} text={output} />}
        {ended && run.failed && <p className={styles["problem"]}>{run.problem === "" ? r.failed : run.problem}</p>}
      </div>
      <footer><RunState run={run} player={player} />{long && <button type="button" className={styles["more"]} onClick={() => setOpen(!open)}>{open ? t.common.showLess : t.common.showMore}</button>}</footer>
    </div>
  );
}

export function Part({ name, text }: { name: string; text: string }) {
  const json = asJson(text);
  return (
    <section className={styles["part"]}>
      <h4>{name}</h4>
      {json === undefined ? <pre>{text}</pre> : <JsonText value={json} />}
    </section>
  );
}
