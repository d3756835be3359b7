import { useI18n } from "./I18n";
import { feed as en } from "./analytics/feed.en";
import { feed as ko } from "./analytics/feed.ko";

/** The words of anomalies and of the reconciliation of money. */
export type FeedText = typeof en;

export function useFeedText(): FeedText {
  return useI18n().language === "ko" ? ko : en;
}
