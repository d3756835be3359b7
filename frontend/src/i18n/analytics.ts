import { useI18n } from "./I18n";
import { analytics as en } from "./analytics/analytics.en";
import { analytics as ko } from "./analytics/analytics.ko";
import { feed as feedEn } from "./analytics/feed.en";
import { feed as feedKo } from "./analytics/feed.ko";

/** The words of analytics, anomalies and money. Apart from the dictionary of the first views, so that these pay nothing for them. */
const EN = { ...en, ...feedEn };
export type AnalyticsText = typeof EN;
const KO: AnalyticsText = { ...ko, ...feedKo };

export function useAnalyticsText(): AnalyticsText {
  return useI18n().language === "ko" ? KO : EN;
}
