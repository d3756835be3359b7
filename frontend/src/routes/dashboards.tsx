import { DashboardsPage } from "@/features/dashboards/DashboardsPage";

export default function DashboardsRoute() {
  return <DashboardsPage />;
}
