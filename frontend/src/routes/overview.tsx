import { OverviewPage } from "@/features/overview/OverviewPage";

export default function OverviewRoute() {
  return <OverviewPage />;
}
