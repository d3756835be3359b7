import { ProgramFrame } from "@/features/frames/ProgramFrame";
import { ProgramView } from "@/features/frames/ProgramView";
import { useDrawnTheme } from "@/ui/theme";

/** Prometheus, Alertmanager or the realtime dashboard. */
export function ProgramPage({ name }: { name: string }) {
  const theme = useDrawnTheme();
  // Streamlit's own words for: no menu of its own, and these colours.
  const inside = name === "realtime" ? `?embed=true&embed_options=${theme}_theme` : "";
  return <ProgramView name={name}>{(program, role) => <ProgramFrame program={program} role={role} inside={inside} />}</ProgramView>;
}
