import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getHealth } from "@/api/admin";
import { getCapabilities, getIngest } from "@/api/endpoints";
import type { Health } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { CopyButton } from "@/ui/CopyButton";
import { Skeleton } from "@/ui/Feedback";
import { Page, Panel } from "@/ui/Page";
import { useNow } from "@/ui/useNow";
import { Capabilities } from "./Capabilities";
import { Components } from "./Components";
import { diagnosticOf } from "./diagnostic";
import { Ingest } from "./Ingest";
import { Headline } from "./Headline";
import styles from "./Status.module.css";

const EVERY_MS = 5000;

/** How every part is, since when, and what to do. Nothing here depends on what is down: each block fails alone. */
export function StatusPage() {
  const { t } = useI18n();
  const a = useAdminText();
  const { project } = useScope();
  const now = useNow(1000);
  const health = useQuery({ queryKey: ["health"], queryFn: ({ signal }) => getHealth(signal), refetchInterval: EVERY_MS, retry: false });
  const ingest = useQuery({ queryKey: ["status-ingest", project?.id], queryFn: ({ signal }) => getIngest(project?.id, signal), refetchInterval: EVERY_MS, retry: false, enabled: project !== undefined });
  const capabilities = useQuery({ queryKey: ["capabilities"], queryFn: ({ signal }) => getCapabilities(signal), refetchInterval: 30_000, retry: false });

  useEffect(() => {
    document.title = `${a.status.title} · ${t.product}`;
  }, [a, t]);

  const state: Health["status"] | undefined = health.error === null ? health.data?.status : "down";
  const diagnostic = () => diagnosticOf({ health, ingest, capabilities, project: project?.name });
  return (
    <Page title={a.status.title} lead={a.status.lead} actions={<CopyButton text={diagnostic} caption={a.status.copy} tall />}>
      <Headline state={state} version={health.data?.version} checkedAt={health.dataUpdatedAt} answered={health.error === null} now={now} />
      <Panel title={a.status.components}>
        {health.data === undefined && health.error === null ? <div className={styles["waiting"]}><Skeleton width="50%" /><Skeleton width="35%" /></div> : <Components health={health.data} error={health.error} now={now} checkedAt={health.dataUpdatedAt} />}
      </Panel>
      <Ingest query={ingest} project={project} />
      <Capabilities query={capabilities} />
    </Page>
  );
}
