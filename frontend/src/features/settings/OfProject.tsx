import type { ReactNode } from "react";
import type { Project } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { useAdminText } from "@/i18n/admin";
import { Notice, Skeleton } from "@/ui/Feedback";
import { Page, Panel } from "@/ui/Page";

/** A page about the project of the picker: waits for it, and says so where there is none. */
export function OfProject({ title, children }: { title: string; children: (project: Project) => ReactNode }) {
  const a = useAdminText();
  const { project, projects, projectsError } = useScope();
  if (project !== undefined) return children(project);
  return (
    <Page title={title}>
      <Panel>
        {projects === undefined && projectsError === null && <div style={{ padding: "1.25rem" }}><Skeleton width="40%" /></div>}
        {projects === undefined && projectsError !== null && <Failure error={projectsError} />}
        {projects !== undefined && <Notice icon="folder" title={a.projects.noneChosen} lead={a.projects.noneChosenLead} />}
      </Panel>
    </Page>
  );
}
