import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ChatModel } from "@/api/chat";
import { useChatText } from "@/i18n/chat";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Banner } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Markdown } from "@/ui/Markdown";
import { AnswerView } from "./AnswerView";
import { type Answer, type Answers, type Conversation, isRunning, type Question } from "./conversation";
import styles from "./Chat.module.css";

interface Props {
  conversation: Conversation;
  models: readonly ChatModel[];
  onAgain: (id: string, lane: number) => void;
  onEdit: (id: string) => void;
}

const NEAR = 80;

/** The conversation. It follows the answer while its end is in view and stands still once somebody scrolls up. */
export function Thread({ conversation, models, onAgain, onEdit }: Props) {
  const w = useChatText();
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const { entries, converted } = conversation;
  const count = entries.length;

  const seen = useRef(count);

  // The scrolling itself tells that the end is in view again.
  const down = () => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    // Whoever asks wants to see the answer, wherever they had scrolled to.
    if (following || count > seen.current) down();
    seen.current = count;
  }, [entries, following, count]);

  return (
    <div className={styles["threadBox"]}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
      <div ref={scroller} className={styles["thread"]} role="log" aria-live="off" aria-label={w.log} tabIndex={0} onScroll={({ currentTarget: box }) => setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR)}>
        <div className={styles["turns"]} data-lanes={conversation.lanes.length}>
          {converted > 0 && <Banner>{w.converted(converted)}</Banner>}
          {entries.map((entry) => (entry.role === "user"
            ? <Asked key={entry.id} question={entry} onEdit={onEdit} />
            : <Answered key={entry.id} entry={entry} models={models} onAgain={onAgain} />))}
        </div>
      </div>
      {!following && <span className={styles["down"]}><Button small onClick={down}><Icon name="chevronDown" size={14} />{w.down}</Button></span>}
      <Said entries={entries} />
    </div>
  );
}

function Asked({ question, onEdit }: { question: Question; onEdit: (id: string) => void }) {
  const w = useChatText();
  return (
    <article className={styles["asked"]} aria-label={w.you}>
      <div className={styles["bubble"]}><Markdown text={question.text} /></div>
      <span className={styles["askedActs"]}>
        <CopyButton text={question.text} />
        <IconButton small icon="pencil" label={w.edit} onClick={() => onEdit(question.id)} />
      </span>
    </article>
  );
}

function Answered({ entry, models, onAgain }: { entry: Answers; models: readonly ChatModel[]; onAgain: Props["onAgain"] }) {
  return (
    <div className={styles["lanes"]} data-lanes={entry.answers.length}>
      {entry.answers.map((answer, lane) => answer !== null && (
        <Lane key={lane} id={entry.id} lane={lane} answer={answer} model={models.find(({ id }) => id === answer.model)} onAgain={onAgain} />
      ))}
    </div>
  );
}

function Lane({ id, lane, answer, model, onAgain }: { id: string; lane: number; answer: Answer; model: ChatModel | undefined; onAgain: Props["onAgain"] }) {
  const latest = useRef(onAgain);
  useEffect(() => {
    latest.current = onAgain;
  });
  const again = useCallback(() => latest.current(id, lane), [id, lane]);
  return <AnswerView answer={answer} model={model} onAgain={answer.state === "given" ? null : again} />;
}

/** Read out when an answer has come to its end: not letter by letter. */
function Said({ entries }: { entries: Conversation["entries"] }) {
  const w = useChatText();
  const last = entries.at(-1);
  const answers = last?.role === "answers" ? last.answers.filter((answer) => answer !== null && answer.state !== "given") : [];
  const text = answers.some(isRunning) ? "" : answers.map((answer) => (answer === null ? "" : answer.state === "failed" ? w.failedSaid(answer.model) : w.doneSaid(answer.model))).join(". ");
  return <p className="visually-hidden" role="status">{text}</p>;
}
