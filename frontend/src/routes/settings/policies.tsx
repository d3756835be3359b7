import { PolicyPage } from "@/features/settings/policies/PolicyPage";

export default function PoliciesRoute() {
  return <PolicyPage />;
}
