import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useDrawnByText } from "@/i18n/drawnBy";
import { Segmented } from "@/ui/Segmented";
import { isShown, programsQuery } from "./queries";

/** Who draws a dashboard, Grafana or the portal: there only where both can. */
export function DrawnBy({ now, uid }: { now: "grafana" | "here"; uid: string }) {
  const d = useDrawnByText();
  const { search } = useScope();
  const navigate = useNavigate();
  const { data } = useQuery({ ...programsQuery, staleTime: 60_000, retry: false });
  if (!isShown(data?.find(({ name }) => name === "grafana"))) return null;
  const choose = (value: "grafana" | "here") => {
    if (value === "here") void navigate({ to: "/admin/monitoring/dashboards/$uid", params: { uid }, search: scopeOf(search) });
    else void navigate({ to: "/admin/monitoring/grafana", search: { ...scopeOf(search), board: uid } });
  };
  return <Segmented label={d.label} value={now} onChange={choose} options={[{ value: "grafana", label: "Grafana" }, { value: "here", label: d.here }]} />;
}
