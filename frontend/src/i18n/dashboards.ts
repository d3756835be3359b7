import { dashboardsEn, type DashboardsText } from "./dashboards.en";
import { dashboardsKo } from "./dashboards.ko";
import { useI18n } from "./I18n";

/** The words of the dashboards; both languages travel with their pages. */
export function useDashboardsText(): DashboardsText {
  return useI18n().language === "ko" ? dashboardsKo : dashboardsEn;
}
