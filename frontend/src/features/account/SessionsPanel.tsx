import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listOwnSessions, revokeOtherSessions, revokeSession } from "@/api/admin";
import type { OwnSession } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { Listing } from "@/features/scope/Listing";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Panel, Quiet, Twofold } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { useNow } from "@/ui/useNow";
import { deviceOf } from "./device";
import { OWN_SESSIONS } from "./queries";

/** Where one is signed in. */
export function SessionsPanel() {
  const { f } = useI18n();
  const a = useAdminText();
  const now = useNow(30_000);
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey: OWN_SESSIONS, queryFn: ({ signal }) => listOwnSessions(signal) });
  const [ending, setEnding] = useState<OwnSession | "others" | null>(null);
  const end = useMutation({
    mutationFn: (which: OwnSession | "others") => (which === "others" ? revokeOtherSessions() : revokeSession(which.id)),
    onSuccess: async (_, which) => {
      await queryClient.invalidateQueries({ queryKey: OWN_SESSIONS });
      announce(which === "others" ? a.account.othersEnded : a.account.sessionEnded);
      setEnding(null);
    },
  });
  const others = query.data?.filter((session) => !session.current).length ?? 0;
  const nameOf = (session: OwnSession) => deviceOf(session.user_agent) ?? a.account.unknownDevice;

  const columns: Column<OwnSession>[] = [
    { id: "device", header: a.account.device, width: "minmax(11rem, 1.4fr)", phone: "title", cell: (session) => <Twofold main={<span title={session.user_agent}>{nameOf(session)}</span>} sub={session.address} mono /> },
    { id: "seen", header: a.account.seen, cell: (session) => <time dateTime={session.last_seen_at} title={f.dateTime(session.last_seen_at)}>{f.ago(session.last_seen_at, now)}</time> },
    { id: "since", header: a.account.since, cell: (session) => <time dateTime={session.created_at} title={f.dateTime(session.created_at)}>{f.time(session.created_at, now)}</time> },
    { id: "ends", header: a.account.ends, cell: (session) => <time dateTime={session.expires_at} title={f.dateTime(session.expires_at)}>{f.time(session.expires_at, now)}</time> },
    {
      id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner",
      cell: (session) => (session.current ? <Tag tone="ok">{a.account.thisDevice}</Tag> : <Button small onClick={() => setEnding(session)} aria-label={a.account.endNamed(nameOf(session))}>{a.account.end}</Button>),
    },
  ];
  return (
    <>
      <Panel title={a.account.sessions} lead={a.account.sessionsLead} tools={others > 0 ? <Button onClick={() => setEnding("others")}>{a.account.endOthers}</Button> : undefined}>
        <Listing query={query} isEmpty={(sessions) => sessions.length === 0} empty={<Quiet>{a.account.noSessions}</Quiet>}>
          {(sessions) => <DataTable label={a.account.sessions} columns={columns} rows={sessions} rowKey={(session) => session.id} />}
        </Listing>
      </Panel>
      {ending !== null && (
        <Confirm
          title={ending === "others" ? a.account.endOthers : a.account.endTitle(nameOf(ending))} lead={ending === "others" ? a.account.endOthersLead(others) : a.account.endLead} act={a.account.end} danger
          pending={end.isPending} error={end.error} onConfirm={() => end.mutate(ending)} onClose={() => { setEnding(null); end.reset(); }}
        />
      )}
    </>
  );
}
