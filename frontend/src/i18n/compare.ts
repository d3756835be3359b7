import { compare as en } from "./compare/compare.en";
import { compare as ko } from "./compare/compare.ko";
import { useI18n } from "./I18n";

/** The words of comparing two traces. */
export type CompareText = typeof en;

export function useCompareText(): CompareText {
  return useI18n().language === "ko" ? ko : en;
}
