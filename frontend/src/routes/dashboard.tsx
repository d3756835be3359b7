import { getRouteApi } from "@tanstack/react-router";
import { DashboardPage } from "@/features/dashboards/DashboardPage";

const route = getRouteApi("/admin/monitoring/dashboards/$uid");

export default function DashboardRoute() {
  const { uid } = route.useParams();
  return <DashboardPage uid={uid} />;
}
