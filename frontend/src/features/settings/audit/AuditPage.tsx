import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { auditFile, listAudit, type AuditFilter } from "@/api/admin";
import type { AuditEntry } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Button, buttonClass, IconButton } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Notice } from "@/ui/Feedback";
import { Select, TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Page, Panel, Quiet, Twofold } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { ACTION_GROUPS, PERIODS, startOf, type AuditSearch } from "./search";
import styles from "./Audit.module.css";

const PAGE = 50;
const PAUSE_MS = 300;

interface Props { search: AuditSearch; onSearch: (change: Partial<AuditSearch>) => void }

/** Who did what, when and from where. The filter is in the address, so that a finding can be handed on as a link. */
export function AuditPage({ search, onSearch }: Props) {
  const { t, f } = useI18n();
  const a = useAdminText();
  // Resolved once per question: pages that are read later must not move.
  const [asOf] = useState(() => Date.now());
  const [open, setOpen] = useState<number | null>(null);
  const filter: AuditFilter = useMemo(() => ({ action: search.action, actor: search.actor, start_time: startOf(search.since, asOf) }), [search, asOf]);
  const query = useInfiniteQuery({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam, signal }) => listAudit(filter, { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap((page) => page.events);
  const filtered = search.action !== undefined || search.actor !== undefined || search.since !== undefined;

  useEffect(() => {
    document.title = `${a.audit.title} · ${t.product}`;
  }, [a, t]);

  const nameOf = (action: string) => a.audit.actions[action] ?? action;
  const columns: Column<AuditEntry>[] = [
    { id: "time", header: a.audit.time, cell: (entry) => <time dateTime={entry.time} title={f.dateTime(entry.time)} className={styles["time"]}>{f.time(entry.time)}</time> },
    { id: "actor", header: a.audit.actor, width: "minmax(9rem, 1fr)", cell: (entry) => (entry.actor_email === "" ? <Tag>{a.audit.portal}</Tag> : <Twofold main={entry.actor_email} sub={`${a.audit.via[entry.via] ?? entry.via}${entry.address === "" ? "" : ` · ${entry.address}`}`} />) },
    { id: "action", header: a.audit.action, width: "minmax(9rem, 1fr)", phone: "title", cell: (entry) => <Twofold main={nameOf(entry.action)} sub={entry.action} mono /> },
    { id: "target", header: a.audit.target, width: "minmax(8rem, 1fr)", cell: (entry) => <Target target={entry.target} /> },
    { id: "more", header: a.audit.details, hidden: true, end: true, phone: "corner", cell: (entry) => <IconButton small icon={open === entry.id ? "chevronUp" : "chevronDown"} label={a.audit.detailsOf(nameOf(entry.action))} aria-expanded={open === entry.id} onClick={() => setOpen(open === entry.id ? null : entry.id)} /> },
  ];

  return (
    <Page
      title={a.audit.title} lead={a.audit.lead}
      actions={<>{(["csv", "jsonl"] as const).map((format) => <a key={format} className={buttonClass()} href={auditFile(filter, format)} download><Icon name="download" />{a.audit.exportAs(format === "csv" ? "CSV" : "JSON Lines")}</a>)}</>}
    >
      <Panel>
        <div className={styles["filters"]}>
          <Select aria-label={a.audit.action} value={search.action ?? ""} options={[{ value: "", label: a.audit.anyAction }, ...ACTION_GROUPS.map((group) => ({ value: group, label: a.audit.groups[group] }))]} onChange={(action) => onSearch({ action: action === "" ? undefined : action })} />
          <Select aria-label={a.audit.period} value={search.since ?? ""} options={[{ value: "", label: a.audit.ever }, ...PERIODS.map((period) => ({ value: period, label: a.audit.periods[period] }))]} onChange={(since) => onSearch({ since: since === "" ? undefined : since })} />
          <ActorField key={search.actor ?? ""} value={search.actor ?? ""} onChange={(actor) => onSearch({ actor: actor === "" ? undefined : actor })} />
          {filtered && <Button look="quiet" onClick={() => onSearch({ action: undefined, actor: undefined, since: undefined })}>{a.audit.clear}</Button>}
        </div>
        {query.error !== null && rows === undefined && <Failure error={query.error} onRetry={() => void query.refetch()} />}
        {rows?.length === 0 && <Notice icon="log" title={filtered ? a.audit.noMatch : a.audit.empty} lead={filtered ? a.audit.noMatchLead : a.audit.lead} />}
        {(rows === undefined ? query.error === null : rows.length > 0) && (
          <DataTable label={a.audit.title} columns={columns} rows={rows} rowKey={(entry) => String(entry.id)} detail={(entry) => (entry.id === open ? <Details entry={entry} /> : null)} />
        )}
        {rows !== undefined && rows.length > 0 && (
          <Quiet>
            {query.hasNextPage
              ? <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>{query.isFetchingNextPage ? t.common.loading : a.audit.older}</Button>
              : a.audit.end(f.count(rows.length))}
          </Quiet>
        )}
      </Panel>
    </Page>
  );
}

/** Asks once the typing pauses; an e-mail is matched as a whole. */
function ActorField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const a = useAdminText();
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed.trim() === value) return undefined;
    const timer = setTimeout(() => onChange(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return <TextField label={a.audit.actorLabel} type="search" value={typed} onChange={setTyped} placeholder={a.audit.actorPlaceholder} autoComplete="off" spellCheck={false} maxLength={254} />;
}

/** Projects are noted by their id; people know them by name. */
function Target({ target }: { target: string }) {
  const { projects } = useScope();
  const name = projects?.find((project) => project.id === target)?.name;
  return name === undefined ? <span className={styles["target"]}>{target}</span> : <span title={target}>{name}</span>;
}

function Details({ entry }: { entry: AuditEntry }) {
  const { f } = useI18n();
  const a = useAdminText();
  const facts: [string, string][] = [
    [a.audit.time, f.dateTime(entry.time)],
    ...Object.entries(entry.details).map(([name, value]): [string, string] => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    ...(entry.address === "" ? [] : [[a.audit.address, entry.address] as [string, string]]),
    ...(entry.request_id === "" ? [] : [[a.audit.request, entry.request_id] as [string, string]]),
  ];
  return <dl className={styles["details"]}>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="mono">{value}</dd></div>)}</dl>;
}
