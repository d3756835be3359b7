import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { ApiFailure } from "@/api/client";
import { Failure } from "@/features/scope/Failure";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { Notice, Skeleton } from "@/ui/Feedback";
import { runbookQuery } from "./queries";
import styles from "./Alerts.module.css";

const Markdown = lazy(async () => ({ default: (await import("@/ui/Markdown")).Markdown }));

/** What to do about an alert, in the reader's language where it is translated. */
export function RunbookText({ name }: { name: string }) {
  const { language } = useI18n();
  const a = useAlertsText();
  const query = useQuery(runbookQuery(name, language));
  const { data, error } = query;
  if (error instanceof ApiFailure && (error.kind === "not_found" || error.status === 422)) return <Notice icon="question" title={a.noRunbook} lead={a.noRunbookLead} />;
  if (data === undefined && error !== null) return <Failure error={error} onRetry={() => void query.refetch()} />;
  if (data === undefined) return <div className={styles["waiting"]}><Skeleton width="50%" /><Skeleton width="90%" /><Skeleton width="80%" /></div>;
  return (
    <article className={styles["book"]} lang={data.language}>
      <h2>{data.title}</h2>
      {data.language !== language && <p className={styles["nobody"]} lang={language}>{a.notTranslated}</p>}
      <Suspense fallback={<Skeleton height="12rem" style={{ opacity: 0.3 }} />}><Markdown text={data.markdown} /></Suspense>
    </article>
  );
}
