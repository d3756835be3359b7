import { use } from "react";
import { useI18n } from "./I18n";
import { traces as en } from "./traces.en";

/** The words of the list of traces that the pages shown first do without. */
export type TracesText = typeof en;

let korean: Promise<TracesText> | null = null;

/** English is there at once; Korean is loaded for those who read it, and whatever asks for it waits that long. */
export function useTracesText(): TracesText {
  const { language } = useI18n();
  if (language !== "ko") return en;
  korean ??= import("./traces.ko").then((words) => words.traces);
  return use(korean);
}
