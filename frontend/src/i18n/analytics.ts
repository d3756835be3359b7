import { useI18n } from "./I18n";
import { analytics as en } from "./analytics/analytics.en";
import { analytics as ko } from "./analytics/analytics.ko";

/** The words of the analytics. Apart from the dictionary of the first views, so that these pay nothing for them. */
export type AnalyticsText = typeof en;

export function useAnalyticsText(): AnalyticsText {
  return useI18n().language === "ko" ? ko : en;
}
