import { useNavigate } from "@tanstack/react-router";
import type { Span } from "@/api/types";
import { openInChat, parametersOf } from "@/features/chat/handover";
import { scopeOf } from "@/features/scope/search";
import { useRole } from "@/features/session/useRole";
import { useTraceText } from "@/i18n/trace";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { usePlace } from "./place";

/** Goes on with a model call's conversation in the chat: with its model, what it was asked and how. */
export function ChatButton({ span }: { span: Span }) {
  const { shared } = usePlace();
  if (shared || span.kind !== "llm" || (span.input.messages?.length ?? 0) === 0) return null;
  return <Offer span={span} />;
}

function Offer({ span }: { span: Span }) {
  const w = useTraceText();
  const navigate = useNavigate();
  const { search } = usePlace();
  const role = useRole();
  // Viewers may read, not spend.
  if (role === undefined || role === "viewer") return null;
  const open = () => {
    const handed = openInChat(span.input.messages ?? [], span.model ?? "", parametersOf(span.attributes));
    if (handed) void navigate({ to: "/chat", search: scopeOf(search) });
    else announce(w.chatFull);
  };
  return <Button small onClick={open}><Icon name="terminal" size={14} />{w.openInChat}</Button>;
}
