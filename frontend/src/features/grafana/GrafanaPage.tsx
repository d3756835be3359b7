import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listDashboards } from "@/api/monitoring";
import { DrawnBy } from "@/features/frames/DrawnBy";
import { ProgramFrame } from "@/features/frames/ProgramFrame";
import { ProgramView } from "@/features/frames/ProgramView";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { useProgramText } from "@/i18n/programs";
import { Button, buttonClass } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Menu, MenuChoices } from "@/ui/Menu";
import { Panel } from "@/ui/Page";
import { Segmented } from "@/ui/Segmented";
import { useDrawnTheme } from "@/ui/theme";
import { insideGrafana, type GrafanaSearch } from "./address";

const FIRST = "llm-dashboard";

interface Props { chosen: GrafanaSearch; onChoose: (change: GrafanaSearch) => void }

/** Grafana, dashboard by dashboard: the range, the refresh and the colours are the portal's. */
export function GrafanaPage({ chosen, onChoose }: Props) {
  const { t } = useI18n();
  const p = useProgramText();
  const { search } = useScope();
  const theme = useDrawnTheme();
  const boards = useQuery({ queryKey: ["dashboard-list"], queryFn: ({ signal }) => listDashboards(signal), staleTime: 60_000 });
  const board = chosen.board ?? (boards.data?.find((one) => one.uid === FIRST) ?? boards.data?.[0])?.uid;
  const withMenus = chosen.menus === "shown";
  const choices = [...(boards.data ?? []).map((one) => ({ value: one.uid, label: one.title })), { value: "all", label: p.grafana.all }];
  const name = choices.find((one) => one.value === board)?.label ?? board ?? t.common.loading;

  const tools = (
    <>
      <Menu align="start" trigger={<Button aria-label={`${p.grafana.board}: ${name}`}><span>{name}</span><Icon name="chevronDown" size={14} /></Button>}>
        <MenuChoices label={p.grafana.board} value={board ?? ""} choices={choices} onChange={(uid) => onChoose({ ...chosen, board: uid })} />
      </Menu>
      {board !== "all" && (
        <Segmented
          label={p.grafana.show} value={withMenus ? "menus" : "kiosk"} onChange={(value) => onChoose({ ...chosen, menus: value === "menus" ? "shown" : undefined })}
          options={[{ value: "kiosk", label: p.grafana.kiosk }, { value: "menus", label: p.grafana.withMenus }]}
        />
      )}
      {board !== undefined && board !== "all" && <DrawnBy now="grafana" uid={board} />}
    </>
  );
  return (
    <ProgramView name="grafana" instead={<Drawn />}>
      {/* The list of dashboards decides what is framed first: without it the frame would be loaded twice. */}
      {(program, role) => (boards.isPending ? null : <ProgramFrame program={program} role={role} inside={insideGrafana(board, withMenus, theme, search)} tools={tools} />)}
    </ProgramView>
  );
}

/** What there is to see without Grafana: its dashboards, drawn by the portal. */
function Drawn() {
  const p = useProgramText();
  const { search } = useScope();
  return <Panel title={p.grafana.drawn} lead={p.grafana.drawnLead} tools={<Link to="/admin/monitoring/dashboards" search={scopeOf(search)} className={buttonClass("primary")}>{p.grafana.seeDrawn}</Link>}>{null}</Panel>;
}
