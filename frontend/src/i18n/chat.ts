import { chat as en, type ChatText } from "./chat.en";
import { chat as ko } from "./chat.ko";
import { useI18n } from "./I18n";

/** The words of the chat page; both languages travel with it. */
export function useChatText(): ChatText {
  return useI18n().language === "ko" ? ko : en;
}
