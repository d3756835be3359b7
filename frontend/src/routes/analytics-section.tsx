import { getRouteApi } from "@tanstack/react-router";
import { AnalyticsPage } from "@/features/analytics/AnalyticsPage";
import { sectionOf } from "@/features/analytics/sections";
import { NotFound } from "@/features/shell/NotFound";

const route = getRouteApi("/admin/monitoring/analytics/$section");

export default function AnalyticsSectionRoute() {
  const section = sectionOf(route.useParams().section);
  return section === undefined ? <NotFound /> : <AnalyticsPage key={section} section={section} />;
}
