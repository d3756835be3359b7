import { HistoryPage } from "@/features/alerts/HistoryPage";

export default function HistoryRoute() {
  return <HistoryPage />;
}
