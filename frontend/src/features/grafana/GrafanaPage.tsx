import { useQuery } from "@tanstack/react-query";
import { listBoards } from "@/api/programs";
import { ProgramFrame } from "@/features/frames/ProgramFrame";
import { ProgramView } from "@/features/frames/ProgramView";
import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { useProgramText } from "@/i18n/programs";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Menu, MenuChoices } from "@/ui/Menu";
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
  const boards = useQuery({ queryKey: ["dashboards"], queryFn: ({ signal }) => listBoards(signal), staleTime: 60_000 });
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
    </>
  );
  return (
    <ProgramView name="grafana">
      {/* The list of dashboards decides what is framed first: without it the frame would be loaded twice. */}
      {(program, role) => (boards.isPending ? null : <ProgramFrame program={program} role={role} inside={insideGrafana(board, withMenus, theme, search)} tools={tools} />)}
    </ProgramView>
  );
}
