import { queryOptions } from "@tanstack/react-query";
import { listDashboards } from "@/api/monitoring";

export const dashboardsQuery = queryOptions({ queryKey: ["dashboard-list"], queryFn: ({ signal }) => listDashboards(signal), staleTime: 60_000 });
