import { AnalyticsPage } from "@/features/analytics/AnalyticsPage";

export default function AnalyticsRoute() {
  return <AnalyticsPage section="performance" />;
}
