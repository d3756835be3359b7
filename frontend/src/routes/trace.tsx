import { getRouteApi } from "@tanstack/react-router";
import { TracePage } from "@/features/trace/TracePage";

const route = getRouteApi("/admin/monitoring/traces/$traceId");

export default function TraceRoute() {
  const { traceId } = route.useParams();
  return <TracePage key={traceId} traceId={traceId} />;
}
