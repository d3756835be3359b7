import { SilencesPage } from "@/features/alerts/SilencesPage";

export default function SilencesRoute() {
  return <SilencesPage />;
}
