import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { deleteProject } from "@/api/admin";
import { getProjects } from "@/api/endpoints";
import type { Project } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { Listing } from "@/features/scope/Listing";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { DataTable, type Column } from "@/ui/DataTable";
import { Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { Page, Panel, Twofold } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { CreateProject } from "./CreateProject";
import { EditProject } from "./EditProject";
import { PROJECTS } from "./queries";

type Open = { act: "create" } | { act: "edit" | "delete"; project: Project } | null;

export function ProjectsPage() {
  const { t, f } = useI18n();
  const a = useAdminText();
  const { search } = useScope();
  const query = useQuery({ queryKey: PROJECTS, queryFn: ({ signal }) => getProjects(signal) });
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);

  useEffect(() => {
    document.title = `${a.projects.title} · ${t.product}`;
  }, [a, t]);

  const columns: Column<Project>[] = [
    { id: "name", header: a.projects.name, width: "minmax(10rem, 1.2fr)", phone: "title", cell: (project) => <Twofold main={project.name} sub={<ProjectId id={project.id} />} mono /> },
    { id: "environment", header: a.projects.environment, cell: (project) => <Tag tone={project.environment === "production" ? "accent" : "plain"}>{a.projects.environments[project.environment] ?? project.environment}</Tag> },
    { id: "created", header: a.projects.created, cell: (project) => <time dateTime={project.created_at} title={f.dateTime(project.created_at)}>{f.date(project.created_at)}</time> },
    { id: "keys", header: a.projects.keys, cell: (project) => <Link className="link" to="/admin/settings/keys" search={{ ...scopeOf(search), project: project.id }} aria-label={a.projects.keysOf(project.name)}>{a.projects.keys}</Link> },
    {
      id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner",
      cell: (project) => (
        <Menu trigger={<IconButton icon="more" label={a.form.actionsFor(project.name)} />}>
          <MenuItem onSelect={() => setOpen({ act: "edit", project })}>{a.projects.edit}</MenuItem>
          <MenuSeparator />
          <MenuItem onSelect={() => setOpen({ act: "delete", project })}>{a.projects.remove}</MenuItem>
        </Menu>
      ),
    },
  ];
  return (
    <Page title={a.projects.title} lead={a.projects.lead} actions={<Button look="primary" onClick={() => setOpen({ act: "create" })}><Icon name="plus" />{a.projects.add}</Button>}>
      <Panel>
        <Listing query={query} isEmpty={(projects) => projects.length === 0} empty={<Notice icon="folder" title={a.projects.empty} lead={a.projects.emptyLead} />}>
          {(projects) => <DataTable label={a.projects.title} columns={columns} rows={projects} rowKey={(project) => project.id} />}
        </Listing>
      </Panel>
      {open?.act === "create" && <CreateProject onClose={close} />}
      {open?.act === "edit" && <EditProject project={open.project} onClose={close} />}
      {open?.act === "delete" && <DeleteProject project={open.project} onClose={close} />}
    </Page>
  );
}

function ProjectId({ id }: { id: string }) {
  const a = useAdminText();
  return <span style={{ display: "inline-flex", alignItems: "center", gap: "0.25rem" }}>{id}<CopyButton text={id} label={a.projects.copyId} /></span>;
}

function DeleteProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const a = useAdminText();
  const { search, setSearch } = useScope();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteProject(project.id, project.name),
    onSuccess: async () => {
      // The page must not go on asking for what is gone.
      if (search.project === project.id) setSearch({ project: undefined }, { replace: true });
      await queryClient.invalidateQueries({ queryKey: PROJECTS });
      announce(a.projects.removed(project.name));
      onClose();
    },
  });
  return (
    <Confirm
      title={a.projects.removeTitle(project.name)} lead={a.projects.removeLead} act={a.projects.remove} danger typed={{ label: a.form.typeToConfirm(project.name), text: project.name }}
      pending={remove.isPending} error={remove.error} known={{ last_project: a.projects.last, all_projects_required: a.projects.needsAll }} onConfirm={() => remove.mutate()} onClose={onClose}
    />
  );
}
