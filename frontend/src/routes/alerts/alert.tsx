import { getRouteApi } from "@tanstack/react-router";
import { AlertPage } from "@/features/alerts/AlertPage";

const route = getRouteApi("/admin/monitoring/alerts/$fingerprint");

export default function AlertRoute() {
  const { fingerprint } = route.useParams();
  return <AlertPage fingerprint={fingerprint} />;
}
