import { getRouteApi } from "@tanstack/react-router";
import { RunbookPage } from "@/features/alerts/RunbookPage";

const route = getRouteApi("/admin/monitoring/alerts/runbooks/$name");

export default function RunbookRoute() {
  const { name } = route.useParams();
  return <RunbookPage name={name} />;
}
