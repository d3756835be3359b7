import { UsersPage } from "@/features/settings/users/UsersPage";

export default function UsersRoute() {
  return <UsersPage />;
}
