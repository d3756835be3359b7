import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { Failure } from "@/features/scope/Failure";
import { useCan, useTells } from "@/features/scope/capabilities";
import { useScope } from "@/features/scope/Scope";
import { useSteady } from "@/features/scope/steady";
import { useI18n } from "@/i18n/I18n";
import { Banner } from "@/ui/Feedback";
import { Alerts } from "./Alerts";
import { Cards } from "./Cards";
import { EmptyOverview } from "./EmptyOverview";
import { Ledger } from "./Ledger";
import { LiveActivity } from "./LiveActivity";
import { MainChart } from "./MainChart";
import { ModelTable } from "./ModelTable";
import { metricsQuery } from "./queries";
import { RecentFailures } from "./RecentFailures";
import styles from "./Overview.module.css";

// Its words are those of the analytics: it follows when the figures are there.
const AnomalyCard = lazy(async () => ({ default: (await import("@/features/anomalies/AnomalyCard")).AnomalyCard }));

export function OverviewPage() {
  const { t, f, zone } = useI18n();
  const { window: range, refresh, scopeKey } = useScope();
  const query = useQuery(metricsQuery(range, zone));
  const tells = useTells();
  const finds = useCan("anomalies");
  const { error } = query;
  const data = useSteady(query.data, scopeKey, query.isPlaceholderData);

  useEffect(() => {
    document.title = `${t.overview.title} · ${t.product}`;
  }, [t]);

  const away = data === undefined ? error : null;
  const empty = data?.totals.trace_count === 0 && data.totals.span_count === 0;
  return (
    <div className={styles["page"]}>
      <div className={styles["head"]}>
        <h1 className={styles["title"]}>{t.overview.title}</h1>
        <span className={styles["sub"]}>{f.period(range.start, range.end)}</span>
      </div>
      {error !== null && data !== undefined && <Banner>{t.errors.stale(f.time(data.end_time))}</Banner>}
      {away !== null && <div className={styles["emptyPanel"]}><Failure error={away} onRetry={refresh} /></div>}
      {empty && <EmptyOverview />}
      {away === null && !empty && (
        <>
          <Cards metrics={data} />
          <Ledger metrics={data} />
          <div className={styles["halves"]}>
            <div className={styles["column"]}>
              <MainChart metrics={data} />
              {tells("metrics", "by_model") && <ModelTable metrics={data} />}
            </div>
            <div className={styles["column"]}>
              <Alerts />
              {finds && data !== undefined && <Suspense><AnomalyCard /></Suspense>}
              <LiveActivity />
              <RecentFailures />
            </div>
          </div>
        </>
      )}
    </div>
  );
}
