import { RolesPage } from "@/features/settings/RolesPage";

export default function RolesRoute() {
  return <RolesPage />;
}
