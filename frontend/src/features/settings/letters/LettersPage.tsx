import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { discardDeadLetter, getDeadLetter, listDeadLetters, replayDeadLetter, type LetterSignal } from "@/api/admin";
import type { DeadLetter, Project } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { Listing } from "@/features/scope/Listing";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { DataTable, type Column } from "@/ui/DataTable";
import { Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Page, Panel, Quiet, Twofold } from "@/ui/Page";
import { useNow } from "@/ui/useNow";
import { OfProject } from "../OfProject";
import { Bulk, type Target } from "./Bulk";
import styles from "./Letters.module.css";

const PAGE = 50;
const lettersOf = (project: string) => ["dead-letters", project] as const;
/** A replayed letter is stored, or back under a new name, within a moment. */
const SETTLES_MS = 1500;

export function LettersPage() {
  const { t } = useI18n();
  const a = useAdminText();

  useEffect(() => {
    document.title = `${a.letters.title} · ${t.product}`;
  }, [a, t]);

  return <OfProject title={a.letters.title}>{(project) => <Letters key={project.id} project={project} />}</OfProject>;
}

type Open = { act: "replay" | "discard"; letter: DeadLetter } | null;

function Letters({ project }: { project: Project }) {
  const { f } = useI18n();
  const a = useAdminText();
  const now = useNow(10_000);
  const discards = may(useQuery(sessionQuery).data?.user.role ?? "viewer", "admin");
  const [kind, setKind] = useState<LetterSignal | undefined>(undefined);
  const [reason, setReason] = useState<string | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const query = useInfiniteQuery({
    queryKey: [...lettersOf(project.id), "list", kind],
    queryFn: ({ pageParam, signal }) => listDeadLetters(project.id, { limit: PAGE, cursor: pageParam, signal: kind }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 15_000,
  });
  const total = query.data?.pages[0]?.total ?? null;
  const [open, setOpen] = useState<Open>(null);
  const loaded = query.data?.pages.flatMap((page) => page.dead_letters) ?? [];
  const rows = reason === null ? loaded : loaded.filter((letter) => letter.reason === reason);
  // What was picked and is gone meanwhile does not count.
  const ids = rows.filter((letter) => picked.has(letter.id)).map((letter) => letter.id);
  const target: Target = ids.length > 0 ? { ids, letters: ids.length } : reason !== null ? { ids: rows.map((letter) => letter.id), letters: rows.length } : { ids: null, letters: total };
  const choose = () => {
    setPicked(new Set());
    setReason(null);
  };
  const pick = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  const [shown, setShown] = useState<string | null>(null);

  const columns: Column<DeadLetter>[] = [
    { id: "pick", header: a.letters.pick, hidden: true, phone: "none", cell: (letter) => <input type="checkbox" checked={picked.has(letter.id)} aria-label={a.letters.pickNamed(letter.id)} onChange={() => pick(letter.id)} /> },
    { id: "reason", header: a.letters.reason, width: "minmax(14rem, 2fr)", phone: "title", cell: (letter) => <Twofold main={<span className={styles["reason"]}>{letter.reason}</span>} sub={letter.id} mono /> },
    {
      id: "signal", header: a.letters.what, width: "minmax(7rem, 1fr)",
      cell: ({ name = "", signal = "traces" }) => {
        const kind = a.letters.signals[signal] ?? signal;
        return name === "" ? kind : <Twofold main={name} sub={kind} />;
      },
    },
    { id: "spans", header: a.letters.spans, end: true, cell: (letter) => f.count(letter.spans) },
    { id: "size", header: a.letters.size, end: true, cell: (letter) => f.bytes(letter.bytes) },
    { id: "failed", header: a.letters.failed, cell: (letter) => <time dateTime={letter.failed_at} title={f.dateTime(letter.failed_at)}>{f.ago(letter.failed_at, now)}</time> },
    {
      id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner",
      cell: (letter) => (
        <span className={styles["acts"]}>
          <Button small onClick={() => setOpen({ act: "replay", letter })} aria-label={a.letters.replayNamed(letter.id)}><Icon name="refresh" size={14} />{a.letters.replay}</Button>
          {discards && <Button small look="quiet" onClick={() => setOpen({ act: "discard", letter })} aria-label={a.letters.discardNamed(letter.id)}>{a.letters.discard}</Button>}
          <IconButton small icon={shown === letter.id ? "chevronUp" : "chevronDown"} label={a.letters.more(letter.id)} aria-expanded={shown === letter.id} onClick={() => setShown(shown === letter.id ? null : letter.id)} />
        </span>
      ),
    },
  ];
  return (
    <Page title={a.letters.titleOf(project.name)} lead={a.letters.lead}>
      <Panel
        tools={loaded.length === 0 && kind === undefined ? undefined : (
          <Bulk
            project={project} signal={kind} reason={reason} letters={loaded} target={target} picked={ids.length > 0} mayDiscard={discards} queryKey={lettersOf(project.id)} settlesMs={SETTLES_MS} onDone={choose}
            onReason={(wanted) => {
              setPicked(new Set());
              setReason(wanted);
            }}
            onSignal={(wanted) => {
              choose();
              setKind(wanted);
            }}
          />
        )}
      >
        <Listing
          query={query} isEmpty={(data) => data.pages[0]?.dead_letters.length === 0}
          empty={kind === undefined ? <Notice icon="inbox" title={a.letters.empty} lead={a.letters.emptyLead} /> : <Notice icon="inbox" title={a.letters.emptyKind} actions={<Button onClick={() => setKind(undefined)}>{a.letters.anyKind}</Button>} />}
        >
          {(data) => (
            <>
              {reason !== null && query.hasNextPage && <Quiet>{a.letters.amongLoaded(f.count(loaded.length))}</Quiet>}
              <DataTable label={a.letters.title} columns={columns} rows={data === undefined ? undefined : rows} rowKey={(letter) => letter.id} detail={(letter) => (letter.id === shown ? <Preview project={project} letter={letter} /> : null)} />
              {query.hasNextPage && <Quiet><Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>{total === null ? a.letters.older : a.letters.olderOf(f.count(total))}</Button></Quiet>}
            </>
          )}
        </Listing>
      </Panel>
      {open?.act === "replay" && <Replay project={project} letter={open.letter} onClose={() => setOpen(null)} />}
      {open?.act === "discard" && <Discard project={project} letter={open.letter} onClose={() => setOpen(null)} />}
    </Page>
  );
}

/** The first of it, as the server shows it: masked by the project's policy, and cut where it is long. */
function Preview({ project, letter }: { project: Project; letter: DeadLetter }) {
  const { t, f } = useI18n();
  const a = useAdminText();
  const { search } = useScope();
  const { field = "", trace_id: traceId = "" } = letter;
  const query = useQuery({ queryKey: [...lettersOf(project.id), letter.id], queryFn: ({ signal }) => getDeadLetter(project.id, letter.id, signal), staleTime: Infinity });
  return (
    <dl className={styles["preview"]}>
      <div><dt>{a.letters.id}</dt><dd className="mono">{letter.id}<CopyButton text={letter.id} /></dd></div>
      <div><dt>{a.letters.received}</dt><dd>{f.dateTime(letter.received_at)}</dd></div>
      <div><dt>{a.letters.failed}</dt><dd>{f.dateTime(letter.failed_at)}</dd></div>
      <div><dt>{a.letters.reason}</dt><dd className="mono">{letter.reason}</dd></div>
      {field !== "" && <div><dt>{a.letters.field}</dt><dd className="mono">{field}</dd></div>}
      {traceId !== "" && <div><dt>{a.letters.trace}</dt><dd><Link className="link mono" to="/admin/monitoring/traces/$traceId" params={{ traceId }} search={scopeOf(search)}>{traceId}</Link></dd></div>}
      <div>
        <dt>{a.letters.content}</dt>
        <dd>
          {query.error !== null && <span role="alert">{query.error.message}</span>}
          {query.isPending && t.common.loading}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
          {query.data !== undefined && <pre tabIndex={0} aria-label={a.letters.content} className={styles["content"]}>{JSON.stringify(query.data.content, null, 2)}{query.data.is_cut ? `\n${a.letters.cut}` : ""}</pre>}
        </dd>
      </div>
    </dl>
  );
}

interface ActProps { project: Project; letter: DeadLetter; onClose: () => void }

function Replay({ project, letter, onClose }: ActProps) {
  const { f } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const replay = useMutation({
    mutationFn: () => replayDeadLetter(project.id, letter.id),
    onSuccess: async () => {
      await new Promise((done) => setTimeout(done, SETTLES_MS));
      await queryClient.invalidateQueries({ queryKey: lettersOf(project.id) });
      announce(a.letters.replayed);
      onClose();
    },
  });
  return <Confirm title={a.letters.replayTitle} lead={a.letters.replayLead(f.count(letter.spans), letter.spans)} act={a.letters.replay} pending={replay.isPending} error={replay.error} onConfirm={() => replay.mutate()} onClose={onClose} />;
}

function Discard({ project, letter, onClose }: ActProps) {
  const { f } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const discard = useMutation({
    mutationFn: () => discardDeadLetter(project.id, letter.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: lettersOf(project.id) });
      announce(a.letters.discarded);
      onClose();
    },
  });
  const count = String(letter.spans);
  return (
    <Confirm
      title={a.letters.discardTitle} lead={a.letters.discardLead(f.count(letter.spans), letter.spans)} act={a.letters.discard} danger typed={{ label: a.letters.typeCount(count), text: count }}
      pending={discard.isPending} error={discard.error} onConfirm={() => discard.mutate()} onClose={onClose}
    />
  );
}
