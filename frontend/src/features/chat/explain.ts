import type { ChatText } from "@/i18n/chat.en";
import type { Failed } from "./conversation";

export interface Explained {
  title: string;
  lead: string;
  /** What the gateway itself said, where that helps. */
  said?: string;
  /** A command to run. */
  command?: string;
  /** Whether asking again may help. */
  again: boolean;
}

const COMMAND = "./scripts/health-check.sh\n./scripts/up.sh --detach";

/** What went wrong with an answer, and what to do about it. */
export function explain(failed: Failed, words: ChatText): Explained {
  const w = words.fail;
  // LiteLLM has no code of its own for a budget that is used up: 400 or 429, and a sentence.
  if (/budget/i.test(failed.message)) return { title: w.budget, lead: w.budgetLead, said: failed.message, again: true };
  if (/context.?(?:length|window)|too many tokens|maximum.*tokens/i.test(failed.message)) return { title: w.long, lead: w.longLead, said: failed.message, again: false };
  switch (failed.code) {
    case "gateway_unavailable": return { title: w.away, lead: w.awayLead, command: COMMAND, again: true };
    case "chat_not_configured": return { title: w.unset, lead: w.unsetLead, again: false };
    case "gateway_timeout": return { title: w.late, lead: w.lateLead, again: true };
    case "gateway_refused_key": return { title: w.key, lead: w.keyLead, again: true };
    case "unknown_model": return { title: w.unknown, lead: w.unknownLead, again: false };
    case "gateway_busy": return { title: w.busy, lead: w.busyLead(failed.retryAfter ?? 5), again: true };
    case "chat_limit": return { title: w.limit, lead: w.limitLead(failed.retryAfter ?? 5), again: true };
    case "gateway_rejected": return { title: w.rejected, lead: failed.message, again: true };
    case "gateway_failed": return { title: w.broken, lead: w.brokenLead, again: true };
    default: break;
  }
  switch (failed.kind) {
    case "portal_away": return { title: w.portal, lead: w.portalLead, again: true };
    case "forbidden": return { title: w.forbidden, lead: words.role, again: false };
    case "rejected": return { title: w.rejected, lead: failed.message, again: false };
    default: return { title: w.broken, lead: failed.message === "" ? w.brokenLead : failed.message, again: true };
  }
}
