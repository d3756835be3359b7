import { PricesPage } from "@/features/settings/prices/PricesPage";

export default function PricesRoute() {
  return <PricesPage />;
}
