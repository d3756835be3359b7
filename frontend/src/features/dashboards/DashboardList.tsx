import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useDashboardsText } from "@/i18n/dashboards";
import { Notice, Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Tag, Tags } from "@/ui/Tag";
import { dashboardsQuery } from "./listQuery";
import styles from "./Dashboards.module.css";

/** The dashboards of this stack; each leads to its own page. */
export function DashboardList() {
  const d = useDashboardsText();
  const { search } = useScope();
  const query = useQuery(dashboardsQuery);
  const { data: dashboards, error } = query;
  if (dashboards === undefined && error !== null) return <Failure error={error} onRetry={() => void query.refetch()} />;
  if (dashboards?.length === 0) return <Notice icon="table" title={d.empty} lead={d.emptyLead} />;
  return (
    <ul className={styles["list"]} aria-busy={dashboards === undefined}>
      {dashboards === undefined && [0, 1, 2, 3].map((index) => <li key={index}><span className={styles["card"]}><Skeleton width="50%" /><Skeleton width="80%" /></span></li>)}
      {dashboards?.map((one) => (
        <li key={one.uid}>
          <Link to="/admin/monitoring/dashboards/$uid" params={{ uid: one.uid }} search={scopeOf(search)} className={styles["card"]}>
            <strong>{one.title}<Icon name="arrowRight" size={14} /></strong>
            <p>{one.description}</p>
            <span className={styles["cardFoot"]}><Tags>{one.tags.map((tag) => <Tag key={tag}>{tag}</Tag>)}</Tags><small>{d.panels(one.panels)}</small></span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
