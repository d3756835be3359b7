import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { DrawnBy } from "@/features/frames/DrawnBy";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useDashboardsText } from "@/i18n/dashboards";
import { useI18n } from "@/i18n/I18n";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import { DashboardView } from "./DashboardView";
import { dashboardQuery } from "./queries";
import styles from "./Dashboards.module.css";

export function DashboardPage({ uid }: { uid: string }) {
  const { t } = useI18n();
  const d = useDashboardsText();
  const { search } = useScope();
  const { data } = useQuery(dashboardQuery(uid));
  const title = data?.title ?? d.title;
  useEffect(() => { document.title = `${title} · ${t.product}`; }, [title, t]);
  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        <Link to="/admin/monitoring/dashboards" search={scopeOf(search)} className={styles["up"]} aria-label={d.back} title={d.back}><Icon name="arrowLeft" /></Link>
        <div><h1>{title}</h1>{data !== undefined && data.description !== "" && <p>{data.description}</p>}</div>
        <DrawnBy now="here" uid={uid} />
        <CopyButton text={() => window.location.href} caption={t.common.copyLink} tall />
      </header>
      <DashboardView uid={uid} />
    </div>
  );
}
