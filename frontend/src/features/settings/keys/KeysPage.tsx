import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listKeys, revokeKey, rotateKey } from "@/api/admin";
import type { Key, Project } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { Listing } from "@/features/scope/Listing";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { Page, Panel, Quiet, Twofold } from "@/ui/Page";
import { Tag, Tags } from "@/ui/Tag";
import { useNow } from "@/ui/useNow";
import { OfProject } from "../OfProject";
import { CreateKey } from "./CreateKey";
import { KeyOnce } from "./KeyOnce";
import { keysOf } from "./queries";

const SOON_MS = 14 * 86_400_000;
type State = "active" | "soon" | "expired" | "revoked";

function stateOf(key: Key, now: number): State {
  if (key.revoked_at !== null) return "revoked";
  const left = key.expires_at === null ? Infinity : Date.parse(key.expires_at) - now;
  return left <= 0 ? "expired" : left < SOON_MS ? "soon" : "active";
}
const works = (state: State) => state === "active" || state === "soon";

export function KeysPage() {
  const { t } = useI18n();
  const a = useAdminText();

  useEffect(() => {
    document.title = `${a.keys.title} · ${t.product}`;
  }, [a, t]);

  return <OfProject title={a.keys.title}>{(project) => <Keys key={project.id} project={project} />}</OfProject>;
}

type Open = { act: "create" } | { act: "rotate" | "revoke"; chosen: Key } | null;

function Keys({ project }: { project: Project }) {
  const { f } = useI18n();
  const a = useAdminText();
  const now = useNow(30_000);
  const query = useQuery({ queryKey: keysOf(project.id), queryFn: ({ signal }) => listKeys(project.id, signal) });
  const [open, setOpen] = useState<Open>(null);
  const [all, setAll] = useState(false);
  const past = query.data?.filter((key) => !works(stateOf(key, now))).length ?? 0;
  const tones = { active: "ok", soon: "warn", expired: "bad", revoked: "plain" } as const;

  const columns: Column<Key>[] = [
    { id: "name", header: a.keys.name, width: "minmax(10rem, 1.3fr)", phone: "title", cell: (key) => <Twofold main={key.name} sub={`…${key.hint}`} mono /> },
    { id: "scopes", header: a.keys.scopes, width: "minmax(8rem, 1fr)", cell: (key) => <Tags>{key.scopes.map((scope) => <Tag key={scope} title={a.keys.scopeNotes[scope]}>{a.keys.scopeNames[scope] ?? scope}</Tag>)}</Tags> },
    { id: "state", header: a.keys.state, cell: (key) => <Tag tone={tones[stateOf(key, now)]}>{a.keys.states[stateOf(key, now)]}</Tag> },
    {
      id: "ends", header: a.keys.until,
      cell: (key) => {
        const end = key.revoked_at ?? key.expires_at;
        return end === null ? <span>{a.keys.neverExpires}</span> : <time dateTime={end} title={f.dateTime(end)}>{f.date(end)}</time>;
      },
    },
    { id: "created", header: a.keys.created, cell: (key) => <time dateTime={key.created_at} title={f.dateTime(key.created_at)}>{f.date(key.created_at)}</time> },
    {
      id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner",
      cell: (key) => key.revoked_at === null && (
        <Menu trigger={<IconButton icon="more" label={a.form.actionsFor(key.name)} />}>
          <MenuItem onSelect={() => setOpen({ act: "rotate", chosen: key })}>{a.keys.rotate}</MenuItem>
          <MenuSeparator />
          <MenuItem onSelect={() => setOpen({ act: "revoke", chosen: key })}>{a.keys.revoke}</MenuItem>
        </Menu>
      ),
    },
  ];

  return (
    <Page title={a.keys.titleOf(project.name)} lead={a.keys.lead} actions={<Button look="primary" onClick={() => setOpen({ act: "create" })}><Icon name="plus" />{a.keys.add}</Button>}>
      <Panel>
        <Listing query={query} isEmpty={(keys) => keys.length === 0} empty={<Notice icon="key" title={a.keys.empty} lead={a.keys.emptyLead} />}>
          {(keys) => (
            <>
              <DataTable label={a.keys.title} columns={columns} rows={keys?.filter((key) => all || works(stateOf(key, now)))} rowKey={(key) => key.id} faded={(key) => !works(stateOf(key, now))} />
              {past > 0 && <Quiet><Button small look="quiet" onClick={() => setAll(!all)} aria-expanded={all}>{all ? a.keys.hidePast : a.keys.showPast(past)}</Button></Quiet>}
            </>
          )}
        </Listing>
      </Panel>
      {open?.act === "create" && <CreateKey project={project} onClose={() => setOpen(null)} />}
      {open?.act === "rotate" && <RotateKey project={project} chosen={open.chosen} onClose={() => setOpen(null)} />}
      {open?.act === "revoke" && <RevokeKey project={project} chosen={open.chosen} onClose={() => setOpen(null)} />}
    </Page>
  );
}

interface ActProps { project: Project; chosen: Key; onClose: () => void }

function RotateKey({ project, chosen, onClose }: ActProps) {
  const a = useAdminText();
  const queryClient = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => rotateKey(project.id, chosen.id),
    onSuccess: () => {
      announce(a.keys.rotated(chosen.name));
      return queryClient.invalidateQueries({ queryKey: keysOf(project.id) });
    },
  });
  if (rotate.isSuccess) return <KeyOnce made={rotate.data} title={a.keys.rotatedTitle(chosen.name)} onClose={onClose} />;
  return <Confirm title={a.keys.rotateTitle(chosen.name)} lead={a.keys.rotateLead} act={a.keys.rotate} danger pending={rotate.isPending} error={rotate.error} onConfirm={() => rotate.mutate()} onClose={onClose} />;
}

function RevokeKey({ project, chosen, onClose }: ActProps) {
  const a = useAdminText();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeKey(project.id, chosen.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keysOf(project.id) });
      announce(a.keys.revoked(chosen.name));
      onClose();
    },
  });
  return (
    <Confirm
      title={a.keys.revokeTitle(chosen.name)} lead={a.keys.revokeLead} act={a.keys.revoke} danger typed={{ label: a.form.typeToConfirm(chosen.name), text: chosen.name }}
      pending={revoke.isPending} error={revoke.error} onConfirm={() => revoke.mutate()} onClose={onClose}
    />
  );
}
