import { ProgramsPage } from "@/features/programs/ProgramsPage";

export default function ProgramsRoute() {
  return <ProgramsPage />;
}
