import { RunbooksPage } from "@/features/alerts/RunbookPage";

export default function RunbooksRoute() {
  return <RunbooksPage />;
}
