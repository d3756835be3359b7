import { Link } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import type { ChatModel } from "@/api/chat";
import { useChatText } from "@/i18n/chat";
import { useI18n } from "@/i18n/I18n";
import { Button, buttonClass, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { CodeBlock, Small } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Markdown } from "@/ui/Markdown";
import { type Answer, estimate, type Failed, isRunning } from "./conversation";
import { explain } from "./explain";
import { useRecorded } from "./recorded";
import styles from "./Chat.module.css";

interface Props {
  answer: Answer;
  model: ChatModel | undefined;
  /** Asks again; what follows goes. */
  onAgain: (() => void) | null;
}

/** One answer: its text as it comes, what it took, and where its trace is. Drawn again only when it changes. */
export const AnswerView = memo(function AnswerView({ answer, model, onAgain }: Props) {
  const w = useChatText();
  const running = isRunning(answer);
  return (
    <article className={styles["answer"]} aria-label={answer.model} aria-busy={running}>
      <header className={styles["who"]}>
        <Icon name="llm" size={14} />
        <span className="mono">{answer.model}</span>
        {answer.state === "given" && <em>{w.given}</em>}
      </header>
      {answer.reasoning !== "" && (
        <details className={styles["thought"]} open={running && answer.text === ""}>
          <summary>{running && answer.text === "" ? w.thinking : w.thought}</summary>
          <p>{answer.reasoning}</p>
        </details>
      )}
      {answer.text !== "" && <Markdown text={answer.text} />}
      {running && answer.text === "" && answer.reasoning === "" && <p className={styles["waiting"]} role="status"><i /><i /><i /><span className="visually-hidden">{w.waiting}</span></p>}
      {answer.finish === "length" && <p className={styles["note"]}><Icon name="alert" size={14} />{w.cut}</p>}
      {answer.finish === "content_filter" && <p className={styles["note"]}><Icon name="alert" size={14} />{w.filtered}</p>}
      {answer.failed !== null && <Trouble failed={answer.failed} onAgain={onAgain} />}
      {!running && answer.state !== "given" && <Foot answer={answer} model={model} onAgain={onAgain} />}
    </article>
  );
});

function Trouble({ failed, onAgain }: { failed: Failed; onAgain: (() => void) | null }) {
  const { t } = useI18n();
  const w = useChatText();
  const { title, lead, said, command, again } = explain(failed, w);
  return (
    <div role="alert" className={styles["trouble"]}>
      <strong><Icon name="alert" size={14} />{title}</strong>
      <p>{lead}</p>
      {said !== undefined && <p className="mono">{said}</p>}
      {command !== undefined && <CodeBlock code={command} />}
      {again && onAgain !== null && <Button small onClick={onAgain}><Icon name="refresh" size={14} />{w.again}</Button>}
      {failed.requestId !== null && <Small>{t.errors.requestId}: <span className="mono">{failed.requestId}</span></Small>}
    </div>
  );
}

function Foot({ answer, model, onAgain }: Props) {
  const { f } = useI18n();
  const w = useChatText();
  const recorded = useRecorded(answer);
  const { usage } = answer;
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0;
  const writingMs = (answer.tookMs ?? 0) - (answer.firstMs ?? 0);
  return (
    <footer className={styles["foot"]}>
      <ul className={styles["facts"]}>
        {answer.state === "stopped" && <Fact>{w.stopped}</Fact>}
        {usage !== null && <Fact title={`${w.tokensHelp(f.count(usage.prompt_tokens), f.count(usage.completion_tokens))}${cached > 0 ? `, ${w.cached(f.count(cached))}` : ""}`}>{w.tokens(f.count(usage.prompt_tokens), f.count(usage.completion_tokens))}</Fact>}
        {usage !== null && <Cost recorded={recorded?.costUsd} estimated={estimate(model, usage)} />}
        {answer.tookMs !== null && <Fact title={answer.firstMs === null ? undefined : w.first(f.duration(answer.firstMs))}>{w.took(f.duration(answer.tookMs))}</Fact>}
        {answer.firstMs !== null && <Fact>{w.first(f.duration(answer.firstMs))}</Fact>}
        {usage !== null && answer.firstMs !== null && writingMs >= 50 && <Fact>{w.speed(f.compact(Math.round((usage.completion_tokens / writingMs) * 1000)))}</Fact>}
      </ul>
      <span className={styles["acts"]}>
        {answer.text !== "" && <CopyButton text={answer.text} label={w.copy} />}
        {onAgain !== null && answer.failed === null && <IconButton small icon="refresh" label={w.again} onClick={onAgain} />}
        {answer.traceId !== null && (
          <Link
            to="/admin/monitoring/traces/$traceId"
            params={{ traceId: answer.traceId }}
            search={recorded === null ? {} : { project: recorded.project }}
            className={buttonClass("quiet", true)}
            aria-label={w.openTrace}
            title={recorded === null ? w.notYet : w.openTrace}
          >
            <Icon name="traces" size={14} />{w.trace}
          </Link>
        )}
      </span>
    </footer>
  );
}

function Fact({ children, title }: { children: ReactNode; title?: string | undefined }) {
  return <li title={title}>{children}</li>;
}

function Cost({ recorded, estimated }: { recorded: number | null | undefined; estimated: number | null }) {
  const { f } = useI18n();
  const w = useChatText();
  if (recorded != null) return <Fact title={w.charged}>{f.money(recorded)}</Fact>;
  if (estimated === null) return <Fact>{w.unpriced}</Fact>;
  return <Fact title={w.estimated}>≈ {f.money(estimated)}</Fact>;
}
