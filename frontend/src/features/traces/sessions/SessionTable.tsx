import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { ApiFailure } from "@/api/client";
import { getAgentSessions } from "@/api/search";
import type { AgentSession } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import type { SESSION_SORTS } from "@/features/scope/search";
import { useSteady } from "@/features/scope/steady";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Banner, Notice, Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { PHONE, useMedia } from "@/ui/media";
import { StatusGlyph } from "@/ui/Status";
import { useNow } from "@/ui/useNow";
import { combined, written } from "../filter/language";
import { ListTrouble } from "../ListTrouble";
import { orderOf } from "../useTraceList";
import styles from "./Sessions.module.css";

const PAGE = 100;
const ROW = 52;
const PHONE_ROW = 76;

interface Props { onTotal: (total: number | undefined) => void }

/** Conversations: traces with the same session id. A row leads to its traces. */
export function SessionTable({ onTotal }: Props) {
  const { t, f } = useI18n();
  const a = useTracesText();
  const { search, setSearch, window: range, scopeKey, refresh } = useScope();
  const { filter } = orderOf(search);
  const q = combined(filter);
  const sort = search.by ?? "last_activity";
  const order = search.order ?? "desc";
  const phone = useMedia(PHONE);
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const question = [scopeKey, q, sort, order].join("|");

  const query = useInfiniteQuery({
    queryKey: ["agent-sessions", range.project, range.start, range.end, q, sort, order],
    queryFn: ({ pageParam, signal }) => getAgentSessions(range, q, { sort, order }, { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 30_000,
  });
  const data = useSteady(query.data, question, query.isPlaceholderData);
  const rows = data?.pages.flatMap((page) => page.sessions) ?? [];
  const total = data?.pages[0]?.total;
  useEffect(() => onTotal(total), [total, onTotal]);

  const height = phone ? PHONE_ROW : ROW;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => height, getItemKey: (index) => rows[index]?.session_id ?? index, overscan: 8 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last >= rows.length - 30) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, rows.length]);
  useEffect(() => virtual.measure(), [virtual, height]);

  const tracesOf = (session: AgentSession) => setSearch({ list: undefined, by: undefined, sort: undefined, order: undefined, status: undefined, model: undefined, q: `session=${written(session.session_id)}` });

  if (data === undefined && query.error !== null) {
    if (query.error instanceof ApiFailure && query.error.status === 501) return <Notice icon="info" title={a.trouble.missing} lead={a.trouble.missingLead} />;
    return <ListTrouble error={query.error} onRetry={refresh} />;
  }
  if (data !== undefined && rows.length === 0) {
    return q === "" ? <Notice icon="users" title={a.sessions.empty} lead={a.sessions.emptyLead} /> : (
      <Notice icon="search" title={a.sessions.emptyFiltered} lead={t.traces.emptyLead} actions={<Button look="primary" onClick={() => setSearch({ q: undefined, status: undefined, model: undefined })}>{t.traces.clearFilters}</Button>} />
    );
  }
  const heading = (by: (typeof SESSION_SORTS)[number] | null, name: string, end = false) => {
    const active = by !== null && sort === by;
    return (
      <div role="columnheader" className={cx(end && styles["end"])} aria-sort={by === null ? undefined : active ? (order === "asc" ? "ascending" : "descending") : "none"}>
        {by === null ? name : (
          <button type="button" className={styles["sort"]} data-active={active} aria-label={t.traces.sortBy(name)} onClick={() => setSearch({ by: by, order: active && order === "desc" ? "asc" : undefined })}>
            {name}{active && <Icon name={order === "asc" ? "chevronUp" : "chevronDown"} size={12} strokeWidth={2} />}
          </button>
        )}
      </div>
    );
  };
  return (
    <>
      {query.error !== null && !isFetchNextPageError && <Banner>{t.errors.agentops}</Banner>}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div ref={scroller} className={styles["scroller"]} tabIndex={0} role="region" aria-label={a.sessions.label}>
        <div role="table" aria-label={a.sessions.label} aria-rowcount={(total ?? 0) + 1} aria-busy={data === undefined}>
          <div role="rowgroup" style={{ display: "contents" }}>
            <div role="row" aria-rowindex={1} className={cx(styles["header"], styles["columns"])}>
              {heading(null, a.sessions.session)}
              {heading(null, a.sessions.user)}
              {heading("traces", a.sessions.traces, true)}
              {heading("tokens", a.sessions.tokens, true)}
              {heading("duration", a.sessions.duration, true)}
              {heading("cost", a.sessions.cost, true)}
              {heading("last_activity", a.sessions.last, true)}
            </div>
          </div>
          <div role="rowgroup" className={styles["body"]} style={{ height: data === undefined ? height * 8 : virtual.getTotalSize() }}>
            {data === undefined && [0, 1, 2, 3, 4, 5, 6, 7].map((line) => (
              <div key={line} className={cx(styles["row"], styles["columns"])} style={{ height, transform: `translateY(${String(line * height)}px)` }}><Skeleton width="60%" /><Skeleton width="4rem" /><Skeleton width="2rem" /></div>
            ))}
            {items.map((item) => {
              const session = rows[item.index];
              if (session === undefined) return null;
              return (
                // The button inside is the keyboard's way; a click anywhere on the row is a convenience for the pointer.
                // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
                <div key={item.key} role="row" aria-rowindex={item.index + 2} className={cx(styles["row"], styles["columns"])} style={{ height, transform: `translateY(${String(item.start)}px)` }} onClick={() => tracesOf(session)}>
                  <div role="cell" className={styles["session"]}>
                    <StatusGlyph status={session.status} />
                    <span>
                      <button type="button" aria-label={a.sessions.open(session.session_id)} onClick={(event) => {
                        event.stopPropagation();
                        tracesOf(session);
                      }}>{session.input_preview ?? session.session_id}</button>
                      <small><span className="mono">{session.session_id}</span>{session.agents.length > 0 && ` · ${f.list(session.agents)}`}</small>
                    </span>
                  </div>
                  <div role="cell" className={cx(styles["user"], session.user === null && styles["muted"])}>{session.user ?? "–"}</div>
                  <div role="cell" className={styles["end"]}>{phone ? t.traces.count(f.count(session.trace_count), session.trace_count) : f.count(session.trace_count)}{session.error_count > 0 && <small className={styles["bad"]}>{a.sessions.failed(session.error_count)}</small>}</div>
                  <div role="cell" className={cx(styles["end"], styles["wide"], session.total_tokens === 0 && styles["muted"])}>{session.total_tokens === 0 ? "–" : f.count(session.total_tokens)}</div>
                  <div role="cell" className={cx(styles["end"], styles["wide"])}>{f.duration(session.duration_ns / 1e6)}<small>{a.sessions.active(f.duration(session.active_ns / 1e6))}</small></div>
                  <div role="cell" className={styles["end"]}>{session.cost_usd === null && session.unpriced_calls > 0 ? <span className={styles["warn"]}>{t.traces.unpriced}</span> : f.money(session.cost_usd)}</div>
                  <div role="cell" className={styles["end"]} title={f.dateTime(session.end_time)}>{f.ago(session.end_time, now)}</div>
                </div>
              );
            })}
          </div>
        </div>
        {data !== undefined && <p className={styles["foot"]} role={isFetchNextPageError ? "alert" : undefined}>{isFetchNextPageError ? <>{a.trouble.more} <Button small onClick={() => void fetchNextPage()}>{t.common.retry}</Button></> : hasNextPage ? t.traces.loadingMore : a.sessions.end(a.sessions.count(f.count(rows.length), rows.length))}</p>}
      </div>
    </>
  );
}
