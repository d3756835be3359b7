import { useI18n } from "./I18n";
import { trace as en } from "./trace/trace.en";
import { trace as ko } from "./trace/trace.ko";

/** The words of the page about one trace that no other page needs. */
export type TraceText = typeof en;

export function useTraceText(): TraceText {
  return useI18n().language === "ko" ? ko : en;
}
