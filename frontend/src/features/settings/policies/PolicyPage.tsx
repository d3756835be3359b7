import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { getPolicy } from "@/api/admin";
import type { Project } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { Page, Panel } from "@/ui/Page";
import { OfProject } from "../OfProject";
import { PolicyForm } from "./PolicyForm";
import { policyOf } from "./queries";

export function PolicyPage() {
  const { t } = useI18n();
  const a = useAdminText();

  useEffect(() => {
    document.title = `${a.policy.title} · ${t.product}`;
  }, [a, t]);

  return <OfProject title={a.policy.title}>{(project) => <Policy key={project.id} project={project} />}</OfProject>;
}

function Policy({ project }: { project: Project }) {
  const a = useAdminText();
  const role = useQuery(sessionQuery).data?.user.role;
  const query = useQuery({ queryKey: policyOf(project.id), queryFn: ({ signal }) => getPolicy(project.id, signal), staleTime: Infinity });
  return (
    <Page title={a.policy.titleOf(project.name)} lead={a.policy.lead} narrow>
      {query.data === undefined && <Panel>{query.error === null ? <div style={{ padding: "1.25rem" }}><Skeleton width="50%" /></div> : <Failure error={query.error} onRetry={() => void query.refetch()} />}</Panel>}
      {query.data !== undefined && role !== undefined && <PolicyForm key={query.data.version} project={project} stored={query.data} editable={may(role, "admin")} onReload={() => void query.refetch()} />}
    </Page>
  );
}
