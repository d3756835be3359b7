import { FiringPage } from "@/features/alerts/FiringPage";

export default function FiringRoute() {
  return <FiringPage />;
}
