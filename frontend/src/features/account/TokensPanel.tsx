import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listTokens, revokeToken } from "@/api/admin";
import type { ApiToken } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { Listing } from "@/features/scope/Listing";
import { useScope } from "@/features/scope/Scope";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Icon } from "@/ui/Icon";
import { Panel, Quiet, Twofold } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { useNow } from "@/ui/useNow";
import { CreateToken } from "./CreateToken";
import { TOKENS } from "./queries";

const SOON_MS = 7 * 86_400_000;

/** One's own API tokens: what scripts sign in with. */
export function TokensPanel({ titled = true }: { titled?: boolean }) {
  const { f } = useI18n();
  const a = useAdminText();
  const { projects } = useScope();
  const now = useNow(30_000);
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey: TOKENS, queryFn: ({ signal }) => listTokens(signal) });
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const revoke = useMutation({
    mutationFn: (token: ApiToken) => revokeToken(token.id),
    onSuccess: async (_, token) => {
      await queryClient.invalidateQueries({ queryKey: TOKENS });
      announce(a.tokens.revoked(token.name));
      setRevoking(null);
    },
  });

  const nameOf = (id: string) => projects?.find((project) => project.id === id)?.name ?? id;
  const columns: Column<ApiToken>[] = [
    { id: "name", header: a.tokens.name, width: "minmax(10rem, 1.4fr)", phone: "title", cell: (token) => <Twofold main={token.name} sub={`${token.hint}…`} mono /> },
    { id: "role", header: a.tokens.role, cell: (token) => <Tag tone={token.role === "admin" ? "accent" : "plain"}>{a.roles.names[token.role]}</Tag> },
    { id: "projects", header: a.users.projects, width: "minmax(6rem, 1fr)", cell: (token) => (token.project_ids === null ? a.tokens.likeMine : f.list(token.project_ids.map(nameOf))) },
    { id: "used", header: a.tokens.used, cell: (token) => (token.last_used_at === null ? a.tokens.never : <time dateTime={token.last_used_at} title={f.dateTime(token.last_used_at)}>{f.ago(token.last_used_at, now)}</time>) },
    {
      id: "expires", header: a.tokens.expires,
      cell: (token) => {
        const left = Date.parse(token.expires_at) - now;
        if (left <= 0) return <Tag tone="bad" title={f.dateTime(token.expires_at)}>{a.tokens.expired}</Tag>;
        const date = <time dateTime={token.expires_at} title={f.dateTime(token.expires_at)}>{f.date(token.expires_at)}</time>;
        return left < SOON_MS ? <Tag tone="warn">{date}</Tag> : date;
      },
    },
    { id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner", cell: (token) => <Button small onClick={() => setRevoking(token)} aria-label={a.tokens.revokeNamed(token.name)}>{a.tokens.revoke}</Button> },
  ];

  return (
    <>
      <Panel
        {...(titled ? { title: a.tokens.title, lead: a.tokens.lead } : {})}
        {...(titled ? { tools: <Button onClick={() => setCreating(true)}><Icon name="plus" />{a.tokens.add}</Button> } : { tools: <Button look="primary" onClick={() => setCreating(true)}><Icon name="plus" />{a.tokens.add}</Button> })}
      >
        <Listing query={query} isEmpty={(tokens) => tokens.length === 0} empty={<Quiet>{a.tokens.empty}</Quiet>}>
          {(tokens) => <DataTable label={a.tokens.title} columns={columns} rows={tokens} rowKey={(token) => token.id} faded={(token) => Date.parse(token.expires_at) <= now} />}
        </Listing>
      </Panel>
      {creating && <CreateToken onClose={() => setCreating(false)} />}
      {revoking !== null && (
        <Confirm
          title={a.tokens.revokeTitle(revoking.name)} lead={a.tokens.revokeLead} act={a.tokens.revoke} danger pending={revoke.isPending} error={revoke.error}
          onConfirm={() => revoke.mutate(revoking)} onClose={() => { setRevoking(null); revoke.reset(); }}
        />
      )}
    </>
  );
}
