import { TracesPage } from "@/features/traces/TracesPage";

export default function TracesRoute() {
  return <TracesPage />;
}
