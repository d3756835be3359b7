import { getRouteApi } from "@tanstack/react-router";
import { ProgramPage } from "@/features/programs/ProgramPage";

const route = getRouteApi("/admin/programs/$name");

export default function ProgramRoute() {
  const { name } = route.useParams();
  return <ProgramPage key={name} name={name} />;
}
