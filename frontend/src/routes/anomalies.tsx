import { AnalyticsFrame } from "@/features/analytics/Frame";
import { AnomaliesList } from "@/features/anomalies/AnomaliesPage";
import { useAnalyticsText } from "@/i18n/analytics";

export default function AnomaliesRoute() {
  const a = useAnalyticsText();
  return <AnalyticsFrame place="anomalies" title={a.sections.anomalies}><AnomaliesList /></AnalyticsFrame>;
}
