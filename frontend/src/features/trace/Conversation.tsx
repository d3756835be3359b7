import { useState } from "react";
import type { Message, Span, ToolCall } from "@/api/types";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { CopyButton } from "@/ui/CopyButton";
import { cx } from "@/ui/cx";
import { Icon, type IconName } from "@/ui/Icon";
import { Markdown } from "@/ui/Markdown";
import { imagesOf, PLACEHOLDER, type MessageImage } from "./images";
import { asJson, JsonText } from "./JsonView";
import styles from "./Panel.module.css";

const ICON: Record<string, IconName> = { user: "user", assistant: "llm", tool: "tool", system: "keyboard", developer: "keyboard" };
/** A system prompt or a pasted document is folded; what people came for is the exchange. */
const LONG = 1400;
const LONG_SYSTEM = 400;

export function Conversation({ span }: { span: Span }) {
  const { t } = useI18n();
  const before = span.input.messages ?? [];
  const after = span.output.messages ?? [];
  const pictures = { before: imagesOf(span, "input"), after: imagesOf(span, "output") };
  if (before.length + after.length === 0) return <p className={styles["none"]}>{t.trace.noConversation}</p>;
  return (
    <div className={styles["messages"]}>
      {before.map((message, index) => <MessageView key={`in-${String(index)}`} message={message} images={pictures.before.get(index)} />)}
      {before.length > 0 && after.length > 0 && <div className={styles["divider"]}>{t.trace.output}</div>}
      {after.map((message, index) => <MessageView key={`out-${String(index)}`} message={message} images={pictures.after.get(index)} />)}
    </div>
  );
}

function MessageView({ message: given, images }: { message: Message; images: readonly MessageImage[] | undefined }) {
  const { t } = useI18n();
  const message = images === undefined ? given : { ...given, content: given.content.replace(PLACEHOLDER, "").trim() };
  const roles: Record<string, string> = t.trace.roles;
  const calls = message.tool_calls ?? [];
  return (
    <article className={styles["message"]} data-role={message.role}>
      <span className={styles["who"]}><Icon name={ICON[message.role] ?? "info"} size={14} /></span>
      <header className={styles["role"]}>
        {roles[message.role] ?? message.role}
        {message.name != null && <em className="mono">{message.name}</em>}
        {message.finish_reason != null && message.finish_reason !== "stop" && <em>{t.trace.reason(message.finish_reason)}</em>}
        {message.content !== "" && <span className={styles["tools"]}><CopyButton text={message.content} /></span>}
      </header>
      <div className={styles["content"]}>
        {message.content !== "" && <Content message={message} />}
        {images?.map((image, index) => <Picture key={index} image={image} />)}
        {calls.map((call, index) => <Call key={call.id ?? String(index)} call={call} />)}
      </div>
    </article>
  );
}

function Picture({ image }: { image: MessageImage }) {
  const w = useTraceText();
  if (image.src !== null) return <img src={image.src} alt={w.attached} className={styles["picture"]} />;
  return <p className={styles["none"]}><Icon name="eyeOff" size={14} /> {w.remoteImage}: <span className="mono">{image.where}</span></p>;
}

function Content({ message }: { message: Message }) {
  const { t } = useI18n();
  const long = message.content.length > (message.role === "system" || message.role === "developer" ? LONG_SYSTEM : LONG);
  const [open, setOpen] = useState(!long);
  const json = message.role === "tool" ? asJson(message.content) : undefined;
  return (
    <>
      <div className={cx(!open && styles["clamp"])}>
        {json !== undefined ? <div className={styles["boxed"]}><JsonText value={json} /></div> : message.role === "tool" ? <p className={styles["plain"]}>{message.content}</p> : <Markdown text={message.content} />}
      </div>
      {long && <button type="button" className={styles["more"]} onClick={() => setOpen(!open)}>{open ? t.common.showLess : t.common.showMore}</button>}
    </>
  );
}

function Call({ call }: { call: ToolCall }) {
  const { t } = useI18n();
  const given = call.arguments ?? null;
  const value = typeof given === "string" ? (asJson(given) ?? given) : given;
  return (
    <section className={styles["call"]}>
      <header>
        <Icon name="tool" size={12} />
        {t.trace.toolCall} <b>{call.name}</b>
        <CopyButton text={() => (typeof value === "string" ? value : JSON.stringify(value, null, 2))} />
      </header>
      {value !== null && <JsonText value={value} />}
    </section>
  );
}
