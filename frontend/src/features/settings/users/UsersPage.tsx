import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listUsers } from "@/api/admin";
import type { Account } from "@/api/types";
import { Listing } from "@/features/scope/Listing";
import { useScope } from "@/features/scope/Scope";
import { sessionQuery } from "@/features/session/session";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { Page, Panel, Twofold } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { CreateUser } from "./CreateUser";
import { EditUser } from "./EditUser";
import { USERS } from "./queries";
import { ResetPassword } from "./ResetPassword";
import { ToggleUser, DeleteUser, EndSessions } from "./UserActs";

export type UserAct = "edit" | "password" | "sessions" | "toggle" | "delete";
type Open = { act: "create" } | { act: UserAct; user: Account } | null;


export function UsersPage() {
  const { t, f } = useI18n();
  const a = useAdminText();
  const { projects } = useScope();
  const me = useQuery(sessionQuery).data?.user.id;
  const query = useQuery({ queryKey: USERS, queryFn: ({ signal }) => listUsers(signal) });
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);

  useEffect(() => {
    document.title = `${a.users.title} · ${t.product}`;
  }, [a, t]);

  const nameOf = (id: string) => projects?.find((project) => project.id === id)?.name ?? id;
  const seen = (user: Account) => {
    if (user.all_projects) return a.users.allProjects;
    return user.project_ids.length === 0 ? <Tag tone="warn">{a.users.noProject}</Tag> : f.list(user.project_ids.map(nameOf));
  };
  const columns: Column<Account>[] = [
    { id: "person", header: a.users.person, width: "minmax(12rem, 1.6fr)", phone: "title", cell: (user) => <Twofold main={<>{user.name === "" ? user.email : user.name}{user.id === me && <Tag>{a.users.you}</Tag>}</>} sub={user.email} /> },
    { id: "role", header: a.users.role, cell: (user) => <Tag tone={user.role === "admin" ? "accent" : "plain"}>{a.roles.names[user.role]}</Tag> },
    { id: "projects", header: a.users.projects, width: "minmax(8rem, 1fr)", cell: seen },
    { id: "state", header: a.users.state, cell: (user) => (user.disabled ? <Tag tone="warn">{a.users.disabled}</Tag> : <Tag tone="ok">{a.users.active}</Tag>) },
    { id: "created", header: a.users.created, cell: (user) => <time dateTime={user.created_at} title={f.dateTime(user.created_at)}>{f.date(user.created_at)}</time> },
    { id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner", cell: (user) => <UserMenu user={user} own={user.id === me} onAct={(act) => setOpen({ act, user })} /> },
  ];

  return (
    <Page title={a.users.title} lead={a.users.lead} actions={<Button look="primary" onClick={() => setOpen({ act: "create" })}><Icon name="plus" />{a.users.add}</Button>}>
      <Panel>
        <Listing query={query} isEmpty={(users) => users.length === 0} empty={<Notice icon="users" title={a.users.title} lead={a.users.lead} />}>
          {(users) => <DataTable label={a.users.title} columns={columns} rows={users} rowKey={(user) => user.id} faded={(user) => user.disabled} />}
        </Listing>
      </Panel>
      {open?.act === "create" && <CreateUser onClose={close} />}
      {open?.act === "edit" && <EditUser user={open.user} own={open.user.id === me} onClose={close} />}
      {open?.act === "password" && <ResetPassword user={open.user} onClose={close} />}
      {open?.act === "sessions" && <EndSessions user={open.user} onClose={close} />}
      {open?.act === "toggle" && <ToggleUser user={open.user} onClose={close} />}
      {open?.act === "delete" && <DeleteUser user={open.user} onClose={close} />}
    </Page>
  );
}

function UserMenu({ user, own, onAct }: { user: Account; own: boolean; onAct: (act: UserAct) => void }) {
  const a = useAdminText();
  return (
    <Menu trigger={<IconButton icon="more" label={a.form.actionsFor(user.email)} />}>
      <MenuItem onSelect={() => onAct("edit")}>{a.users.edit}</MenuItem>
      {!own && (
        <>
          <MenuItem onSelect={() => onAct("password")}>{a.users.resetPassword}</MenuItem>
          <MenuItem onSelect={() => onAct("sessions")}>{a.users.endSessions}</MenuItem>
          <MenuSeparator />
          <MenuItem onSelect={() => onAct("toggle")}>{user.disabled ? a.users.enable : a.users.disable}</MenuItem>
          <MenuItem onSelect={() => onAct("delete")}>{a.users.remove}</MenuItem>
        </>
      )}
    </Menu>
  );
}
