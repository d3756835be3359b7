import { ProgramFrame } from "@/features/frames/ProgramFrame";
import { ProgramView } from "@/features/frames/ProgramView";

export function LangfusePage() {
  return <ProgramView name="langfuse">{(program, role) => <ProgramFrame program={program} role={role} inside="" />}</ProgramView>;
}
