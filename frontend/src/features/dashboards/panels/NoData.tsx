import { useDashboardsText } from "@/i18n/dashboards";
import styles from "../Dashboards.module.css";

export function NoData() {
  const d = useDashboardsText();
  return <div className={styles["noData"]}><p>{d.panel.noData}</p><small>{d.panel.noDataWhy}</small></div>;
}
