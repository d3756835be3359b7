import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { getMetrics } from "@/api/endpoints";
import type { TraceStatus } from "@/api/types";
import { VolumeStrip } from "@/charts/VolumeStrip";
import { useScope } from "@/features/scope/Scope";
import { SORTS, STATUSES, type ScreenSearch } from "@/features/scope/search";
import { sessionQuery } from "@/features/session/session";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { Announcer } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Banner, Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { PHONE, useMedia } from "@/ui/media";
import { Segmented } from "@/ui/Segmented";
import { StatusGlyph } from "@/ui/Status";
import { terms } from "./filter/language";
import { refusalIn } from "./filter/refusal";
import { isTooMuch, ListTrouble } from "./ListTrouble";
import { LiveButton } from "./live/LiveButton";
import { readStored, writeStored } from "./stored";
import { writeLayout } from "./table/layout";
import { TraceTable } from "./table/TraceTable";
import { useLayout } from "./table/useLayout";
import { useSelection } from "./useSelection";
import { useTraceList } from "./useTraceList";
import styles from "./Traces.module.css";

// Loaded when they are asked for, or beside the list: the first rows do not wait for them.
const FilterBox = lazy(async () => ({ default: (await import("./filter/FilterBox")).FilterBox }));
const FacetList = lazy(async () => ({ default: (await import("./facets/FacetList")).FacetList }));
const ViewsMenu = lazy(async () => ({ default: (await import("./views/ViewsMenu")).ViewsMenu }));
const ColumnsMenu = lazy(async () => ({ default: (await import("./table/ColumnsMenu")).ColumnsMenu }));
const SessionTable = lazy(async () => ({ default: (await import("./sessions/SessionTable")).SessionTable }));
const SelectionBar = lazy(async () => ({ default: (await import("./SelectionBar")).SelectionBar }));
const ExportDialog = lazy(async () => ({ default: (await import("@/features/export/ExportDialog")).ExportDialog }));
const WIDE = "(min-width: 1240px)";
const SIDE = "traces.side";
const NO_FILTER: Partial<ScreenSearch> = { q: undefined, status: undefined, model: undefined };

/** What is exported: the list as it is filtered, or what is selected. */
interface Question { start: string; end: string; q: string | undefined; status?: TraceStatus | undefined; model?: string | undefined; total: number | undefined }

export function TracesPage() {
  const { t, f } = useI18n();
  const a = useTracesText();
  const { search, setSearch, project, window: range } = useScope();
  const user = useQuery(sessionQuery).data?.user;
  const owner = user?.id ?? "";
  const place = `${owner}.${search.project ?? project?.id ?? ""}`;
  const phone = useMedia(PHONE);
  const wide = useMedia(WIDE);
  const sessions = search.list === "sessions";

  const [reading, setReading] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [exporting, setExporting] = useState<Question | null>(null);
  const [side, setSide] = useState(() => readStored(SIDE, owner));
  const sideOpen = !phone && (side === null ? wide : side === "open");
  const [total, setTotal] = useState<number | undefined>(undefined);
  const { layout, setLayout, isStandard } = useLayout(owner);
  const onTotal = useCallback((found: number | undefined) => setTotal(found), []);

  useEffect(() => {
    document.title = `${sessions ? a.sessions.label : t.traces.title} · ${t.product}`;
  }, [t, a, sessions]);

  const [listError, setListError] = useState<Error | null>(null);
  const narrowings = (terms(search.q ?? "")?.length ?? 1) + (search.status === undefined ? 0 : 1) + (search.model === undefined ? 0 : 1);
  const label = { OK: t.traces.ok, ERROR: t.traces.error, INDETERMINATE: t.traces.indeterminate };
  const box = <Suspense fallback={<span className={styles["box"]} />}><FilterBox owner={place} refusal={refusalIn(listError, search.q ?? "")} /></Suspense>;
  const views = <Suspense fallback={<Button look="quiet" disabled><Icon name="folder" />{a.views.button}</Button>}><ViewsMenu owner={place} cols={writeLayout(layout)} /></Suspense>;
  const toggleSide = () => {
    const next = sideOpen ? "closed" : "open";
    setSide(next);
    writeStored(SIDE, owner, next);
  };

  return (
    <div className={styles["page"]}>
      <div className={styles["head"]}>
        <div className={styles["line"]}>
          <h1 className={styles["title"]}>{t.traces.title}</h1>
          <Segmented
            label={a.lists.label}
            value={sessions ? "sessions" : "traces"}
            options={[{ value: "traces", label: a.lists.traces }, { value: "sessions", label: a.lists.sessions }]}
            onChange={(list) => setSearch({ list: list === "sessions" ? "sessions" : undefined, sort: undefined, order: undefined, by: undefined })}
          />
          {total !== undefined && <span className={styles["count"]} role="status">{sessions ? a.sessions.count(f.count(total), total) : t.traces.count(f.count(total), total)}</span>}
          <span className={styles["push"]} />
          {!phone && views}
        </div>
        <div className={styles["filters"]}>
          {phone
            ? <>{box}<Button onClick={() => setSheet(true)} aria-label={narrowings === 0 ? a.facets.button : a.facets.active(narrowings)}><Icon name="panel" />{a.facets.button}{narrowings > 0 && <span className={styles["badge"]}>{narrowings}</span>}</Button>{views}</>
            : <><IconButton icon="panel" look={sideOpen ? "plain" : "quiet"} label={sideOpen ? a.facets.close : a.facets.open} aria-expanded={sideOpen} aria-controls="facets" onClick={toggleSide} />{box}</>}
          <span className={styles["statuses"]}>
            <Segmented
              label={t.traces.status}
              value={search.status ?? "any"}
              options={[{ value: "any", label: t.traces.anyStatus }, ...STATUSES.map((status) => ({ value: status, label: <><StatusGlyph status={status} />{label[status]}</> }))]}
              onChange={(value) => setSearch({ status: STATUSES.find((known) => known === value) })}
            />
          </span>
          {search.model !== undefined && <Button small look="quiet" className={styles["chip"]} aria-label={a.filter.removeModel(search.model)} onClick={() => setSearch({ model: undefined })}>{a.filter.modelChip(search.model)}<Icon name="cross" size={12} /></Button>}
          {!phone && narrowings > 0 && <Button look="quiet" onClick={() => setSearch(NO_FILTER)}>{t.traces.clearFilters}</Button>}
          <span className={styles["push"]} />
          {!sessions && <Button onClick={() => setExporting({ start: range.start, end: range.end, q: search.q, status: search.status, model: search.model, total })}><Icon name="download" />{a.export}</Button>}
          {!sessions && (phone ? <PhoneSort /> : <Suspense fallback={<Button disabled><Icon name="table" />{a.columns.button}</Button>}><ColumnsMenu layout={layout} isStandard={isStandard} onChange={setLayout} /></Suspense>)}
        </div>
      </div>
      <div className={styles["main"]}>
        {sideOpen && <aside id="facets" className={styles["side"]} aria-label={a.facets.title}><Suspense><FacetList owner={owner} /></Suspense></aside>}
        <div className={styles["content"]}>
          {sessions
            ? <div className={styles["frame"]}><Suspense><SessionTable onTotal={onTotal} /></Suspense></div>
            : <Traces layout={layout} onLayout={setLayout} reading={reading} onReading={setReading} onTotal={onTotal} onError={setListError} onExport={setExporting} narrowed={narrowings > 0} />}
        </div>
      </div>
      {sheet && (
        <Dialog title={a.facets.title} closeLabel={t.common.close} onClose={() => setSheet(false)}>
          <Segmented
            label={t.traces.status}
            value={search.status ?? "any"}
            options={[{ value: "any", label: t.traces.anyStatus }, ...STATUSES.map((status) => ({ value: status, label: <><StatusGlyph status={status} />{label[status]}</> }))]}
            onChange={(value) => setSearch({ status: STATUSES.find((known) => known === value) })}
          />
          <Suspense><FacetList owner={owner} /></Suspense>
          <DialogActions>
            {narrowings > 0 && <Button onClick={() => setSearch(NO_FILTER)}>{t.traces.clearFilters}</Button>}
            <Button look="primary" onClick={() => setSheet(false)}>{a.facets.done}</Button>
          </DialogActions>
        </Dialog>
      )}
      {exporting !== null && <Suspense><ExportDialog what={{ list: exporting }} project={search.project} onClose={() => setExporting(null)} /></Suspense>}
      <Announcer />
    </div>
  );
}

interface TracesProps {
  layout: Parameters<typeof writeLayout>[0];
  onLayout: (layout: Parameters<typeof writeLayout>[0] | null) => void;
  reading: boolean;
  onReading: (reading: boolean) => void;
  onTotal: (total: number | undefined) => void;
  onError: (error: Error | null) => void;
  onExport: (question: Question) => void;
  narrowed: boolean;
}

/** The list of traces with its traffic, in all its states. */
function Traces({ layout, onLayout, reading, onReading, onTotal, onError, onExport, narrowed }: TracesProps) {
  const { t, f, zone } = useI18n();
  const a = useTracesText();
  const { window: range, search, setSearch, refresh } = useScope();
  const selection = useSelection(`${search.project ?? ""}|${search.q ?? ""}|${search.status ?? ""}|${search.model ?? ""}`);
  const list = useTraceList({ busy: reading || selection.ids.size > 0 });
  const { total, error } = list;
  useEffect(() => onTotal(total), [total, onTotal]);
  useEffect(() => onError(error), [error, onError]);

  const metrics = useQuery({
    queryKey: ["metrics", range.project, range.start, range.end, zone, list.q],
    queryFn: ({ signal }) => getMetrics(range, zone, signal, list.q),
    placeholderData: (before) => before,
    gcTime: 20_000,
  });
  const points = (metrics.data?.series ?? []).map((point) => ({
    total: point.trace_count,
    failed: point.error_count,
    title: `${f.tick(point.time, metrics.data?.interval_seconds ?? 0)} · ${t.traces.count(f.count(point.trace_count), point.trace_count)}, ${f.count(point.error_count)} ${t.traces.error}`,
  }));
  const brush = (from: number, to: number) => {
    const [start, end] = [Date.parse(range.start), Date.parse(range.end)];
    const at = (part: number) => new Date(Math.round(start + (end - start) * part)).toISOString();
    setSearch({ range: undefined, from: at(from), to: at(to) });
  };
  const noAnswer = list.loaded ? null : error;
  const empty = list.loaded && list.rows.length === 0 && !list.changing && noAnswer === null;

  return (
    <>
      <div className={styles["volume"]} title={t.traces.brush}>
        <VolumeStrip points={points} label={t.traces.volume} onBrush={brush} />
        <div className={styles["axis"]}>
          <span>{f.tick(range.start, 3600)}</span>
          <LiveButton state={list.live} paused={list.paused} onPause={list.setPaused} />
          <span>{f.tick(range.end, 3600)}</span>
        </div>
      </div>
      {error !== null && list.loaded && !list.moreFailed && <Banner>{isTooMuch(error) ? a.trouble.tooMuch : t.errors.agentops} <Button small onClick={refresh}>{t.common.retry}</Button></Banner>}
      <div className={styles["frame"]}>
        {noAnswer !== null && <ListTrouble error={noAnswer} onRetry={refresh} />}
        {empty && (
          <Notice
            icon="search"
            title={narrowed ? t.traces.empty : t.overview.empty.noneInRange}
            lead={<>{narrowed ? t.traces.emptyLead : t.overview.empty.noneInRangeLead} {list.live === "on" && a.empty.live}</>}
            actions={narrowed
              ? <Button look="primary" onClick={() => setSearch(NO_FILTER)}>{t.traces.clearFilters}</Button>
              : <Button look="primary" onClick={() => setSearch({ range: "30d", from: undefined, to: undefined })}>{t.overview.empty.widen}</Button>}
          />
        )}
        {noAnswer === null && !empty && <TraceTable key={list.listKey} list={list} layout={layout} onLayout={onLayout} selection={selection} onReading={onReading} />}
        {selection.ids.size > 0 && <Suspense><SelectionBar selection={selection} onExport={(q, count) => onExport({ start: range.start, end: range.end, q, total: count })} /></Suspense>}
      </div>
    </>
  );
}

/** On a phone there are no headings to press. */
function PhoneSort() {
  const { t } = useI18n();
  const { search, setSearch } = useScope();
  const names: Record<NonNullable<ScreenSearch["sort"]>, string> = { start_time: t.traces.column.time, duration: t.traces.column.latency, tokens: t.traces.column.tokens, cost: t.traces.column.cost };
  return (
    <span className={styles["selectBox"]}>
      <select className={styles["select"]} aria-label={t.traces.sort} value={search.sort ?? "start_time"} onChange={(event) => setSearch({ sort: SORTS.find((known) => known === event.target.value), order: undefined })}>
        {SORTS.map((sort) => <option key={sort} value={sort}>{names[sort]}</option>)}
      </select>
      <Icon name="chevronDown" size={14} />
    </span>
  );
}
