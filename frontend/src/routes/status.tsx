import { StatusPage } from "@/features/status/StatusPage";

export default function StatusRoute() {
  return <StatusPage />;
}
