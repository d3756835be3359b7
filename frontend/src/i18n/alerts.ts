import { alertsEn, type AlertsText } from "./alerts.en";
import { alertsKo } from "./alerts.ko";
import { useI18n } from "./I18n";

/** The words of the alerts; both languages travel with their pages. */
export function useAlertsText(): AlertsText {
  return useI18n().language === "ko" ? alertsKo : alertsEn;
}
