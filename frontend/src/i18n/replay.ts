import { useI18n } from "./I18n";
import { replayEn, type ReplayText } from "./replay.en";
import { replayKo } from "./replay.ko";

/** The words of the replay; both languages travel with its pages. */
export function useReplayText(): ReplayText {
  return useI18n().language === "ko" ? replayKo : replayEn;
}
