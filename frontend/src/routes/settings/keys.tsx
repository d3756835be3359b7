import { KeysPage } from "@/features/settings/keys/KeysPage";

export default function KeysRoute() {
  return <KeysPage />;
}
