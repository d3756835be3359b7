import { getRouteApi } from "@tanstack/react-router";
import { AnalyticsPage } from "@/features/analytics/AnalyticsPage";
import { sectionOf } from "@/features/analytics/sections";
import { NoSuchPage } from "@/features/shell/NotFound";

const route = getRouteApi("/admin/monitoring/analytics/$section");

export default function AnalyticsSectionRoute() {
  const section = sectionOf(route.useParams().section);
  return section === undefined ? <NoSuchPage /> : <AnalyticsPage key={section} section={section} />;
}
