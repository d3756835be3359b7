import { useMemo } from "react";
import { useAnalyticsText, type AnalyticsText } from "./analytics";
import { detail as en } from "./analytics/detail.en";
import { detail as ko } from "./analytics/detail.ko";
import { useI18n } from "./I18n";

/** The words of all sections but the first, which comes with the page: they travel with the sections. */
export type DetailText = AnalyticsText & typeof en;

export function useDetailText(): DetailText {
  const words = useAnalyticsText();
  const { language } = useI18n();
  return useMemo(() => ({ ...words, ...(language === "ko" ? ko : en) }), [words, language]);
}
