import { useEffect } from "react";
import { useDashboardsText } from "@/i18n/dashboards";
import { useI18n } from "@/i18n/I18n";
import { Page } from "@/ui/Page";
import { DashboardList } from "./DashboardList";

export function DashboardsPage() {
  const { t } = useI18n();
  const d = useDashboardsText();
  useEffect(() => { document.title = `${d.title} · ${t.product}`; }, [d, t]);
  return <Page title={d.title} lead={d.lead}><DashboardList /></Page>;
}
