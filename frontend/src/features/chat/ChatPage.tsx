import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type ChatModel, listChatModels } from "@/api/chat";
import { ApiFailure } from "@/api/client";
import { useShortcuts } from "@/features/scope/keys";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useChatText } from "@/i18n/chat";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { CodeBlock, Notice, Skeleton } from "@/ui/Feedback";
import { Select } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { PHONE, useMedia } from "@/ui/media";
import { Composer } from "./Composer";
import { isRunning, type Conversation } from "./conversation";
import { explain } from "./explain";
import { takeHandOver } from "./handover";
import { SettingsPanel } from "./SettingsPanel";
import { wrongSettings } from "./settings";
import { ChatStore } from "./store";
import { Thread } from "./Thread";
import styles from "./Chat.module.css";

/** One conversation a tab; answers go on while another page is looked at. */
const tab = new ChatStore();
const NONE: readonly ChatModel[] = [];

export function ChatPage({ store = tab }: { store?: ChatStore }) {
  const { t } = useI18n();
  const w = useChatText();
  const user = useQuery(sessionQuery).data?.user;

  useEffect(() => {
    document.title = `${w.title} · ${t.product}`;
  }, [w, t]);

  if (user === undefined) return null;
  if (!may(user.role, "operator")) return <div className={styles["alone"]}><h1 className="visually-hidden">{w.title}</h1><Notice icon="guard" title={w.role} lead={w.roleLead} /></div>;
  return <Talk store={store} owner={user.id} />;
}

function Talk({ store, owner }: { store: ChatStore; owner: string }) {
  const w = useChatText();
  const phone = useMedia(PHONE);
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [showsSettings, setShowsSettings] = useState(!phone);
  const conversation = useSyncExternalStore(store.subscribe, store.snapshot);
  const query = useQuery({ queryKey: ["chat-models"], queryFn: ({ signal }) => listChatModels(signal), staleTime: 60_000, retry: false });
  const models = query.data ?? NONE;
  const lanes = conversation.lanes.map((lane, index) => (lane === "" ? (models[Math.min(index, models.length - 1)]?.id ?? "") : lane));
  const unknown = query.data === undefined ? undefined : lanes.find((lane) => !models.some(({ id }) => id === lane));
  const running = conversation.entries.some((entry) => entry.role === "answers" && entry.answers.some(isRunning));
  const blocked = models.length === 0 || unknown !== undefined || wrongSettings(conversation.settings).length > 0;

  useEffect(() => {
    store.belongTo(owner);
    const handed = takeHandOver();
    if (handed !== null) store.takeOver(handed);
  }, [store, owner]);
  useEffect(() => {
    if (!phone) box.current?.focus();
  }, [phone]);
  useShortcuts({
    Escape: () => store.stop(),
    "/": (event) => {
      event.preventDefault();
      box.current?.focus();
    },
  });

  const send = (question: string) => {
    store.change({ lanes });
    store.send(question.trim());
  };
  const settings = <SettingsPanel conversation={conversation} models={models.filter(({ id }) => lanes.includes(id))} onChange={(part) => store.change(part)} />;
  return (
    <div className={styles["page"]} data-settings={showsSettings && !phone}>
      <Head store={store} conversation={conversation} lanes={lanes} models={models} pending={query.isPending} onSettings={() => setShowsSettings(!showsSettings)} showsSettings={showsSettings} />
      <div className={styles["main"]}>
        {query.error !== null && models.length === 0 && <NoModels error={query.error} onRetry={() => void query.refetch()} />}
        {query.data?.length === 0 && <Notice icon="llm" title={w.noModels} lead={w.noModelsLead} />}
        {conversation.entries.length > 0 && (
          <Thread
            conversation={conversation}
            models={models}
            onAgain={(id, lane) => {
              store.change({ lanes });
              store.again(id, lane);
            }}
            onEdit={(id) => {
              setText(store.takeBack(id));
              box.current?.focus();
            }}
          />
        )}
        {conversation.entries.length === 0 && models.length > 0 && <Ideas onChoose={send} disabled={blocked} />}
        {unknown !== undefined && models.length > 0 && <p role="alert" className={styles["unlisted"]}><Icon name="alert" />{w.notListed(unknown)}</p>}
        <Composer
          text={text}
          onText={setText}
          running={running}
          blocked={blocked}
          box={box}
          onStop={() => store.stop()}
          onSend={() => {
            send(text);
            setText("");
          }}
        />
      </div>
      {showsSettings && !phone && <aside className={styles["aside"]} aria-label={w.settings}>{settings}</aside>}
      {showsSettings && phone && <Dialog title={w.settings} closeLabel={w.settings} onClose={() => setShowsSettings(false)}>{settings}</Dialog>}
    </div>
  );
}

interface HeadProps {
  store: ChatStore;
  conversation: Conversation;
  lanes: readonly string[];
  models: readonly ChatModel[];
  pending: boolean;
  showsSettings: boolean;
  onSettings: () => void;
}

function Head({ store, conversation, lanes, models, pending, showsSettings, onSettings }: HeadProps) {
  const w = useChatText();
  const two = lanes.length > 1;
  const choose = (lane: number, model: string) => store.change({ lanes: lanes.map((now, index) => (index === lane ? model : now)) });
  const other = models.find(({ id }) => id !== lanes[0])?.id ?? lanes[0] ?? "";
  return (
    <header className={styles["head"]}>
      <h1 className="visually-hidden">{w.title}</h1>
      {pending ? <Skeleton width="11rem" height="2rem" /> : lanes.map((lane, index) => (
        <span key={index} className={styles["model"]}>
          <Select
            aria-label={two ? w.modelOf(index + 1) : w.model}
            value={lane}
            options={[...(models.some(({ id }) => id === lane) ? [] : [{ value: lane, label: lane === "" ? w.chooseModel : lane }]), ...models.map(({ id }) => ({ value: id, label: id }))]}
            onChange={(model) => choose(index, model)}
            disabled={models.length === 0}
          />
        </span>
      ))}
      {models.length > 1 && <IconButton icon="columns" label={two ? w.single : w.compare} aria-pressed={two} onClick={() => store.change({ lanes: two ? lanes.slice(0, 1) : [...lanes, other] })} />}
      <span className={styles["gap"]} />
      {conversation.entries.length > 0 && <Button onClick={() => store.clear()} aria-label={w.fresh} title={w.freshLead}><Icon name="plus" /><span className={styles["wide"]}>{w.fresh}</span></Button>}
      <IconButton icon="sliders" label={w.settings} aria-pressed={showsSettings} onClick={onSettings} />
    </header>
  );
}

function Ideas({ onChoose, disabled }: { onChoose: (text: string) => void; disabled: boolean }) {
  const w = useChatText();
  return (
    <div className={styles["ideas"]}>
      <h2>{w.emptyTitle}</h2>
      <p>{w.lead}</p>
      <ul>{w.ideas.map((idea) => <li key={idea}><button type="button" disabled={disabled} onClick={() => onChoose(idea)}>{idea}</button></li>)}</ul>
    </div>
  );
}

function NoModels({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useI18n();
  const w = useChatText();
  const failed = error instanceof ApiFailure ? error : new ApiFailure({ kind: "server", status: 0, code: "", message: error.message });
  const { title, lead, command } = explain(failed, w);
  return <Notice icon="alert" tone="bad" title={title} lead={lead} actions={<Button look="primary" onClick={onRetry}>{t.common.retry}</Button>}>{command !== undefined && <CodeBlock code={command} />}</Notice>;
}
