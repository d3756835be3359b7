import { useI18n } from "./I18n";
import { traces as en } from "./traces.en";
import { traces as ko } from "./traces.ko";

/** The words of the list of traces that the pages shown first do without. */
export type TracesText = typeof en;
const KO: TracesText = ko;

export function useTracesText(): TracesText {
  return useI18n().language === "ko" ? KO : en;
}
