import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { ApiFailure } from "@/api/client";
import type { AlertEpisode } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { DataTable, type Column } from "@/ui/DataTable";
import { Banner, Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Labels } from "./AlertParts";
import { AlertsFrame } from "./Frame";
import { lanesOf } from "./lanes";
import { historyQuery } from "./queries";
import { SeverityGlyph } from "./Severity";
import { MissingSources } from "./Sources";
import styles from "./Alerts.module.css";

const AT_ONCE = 100;

/** What fired in the chosen time: when, how long, how often. */
export function HistoryPage() {
  const { t, f } = useI18n();
  const a = useAlertsText();
  const { window: range, search } = useScope();
  const [find, setFind] = useState("");
  const [most, setMost] = useState(AT_ONCE);
  const query = useQuery(historyQuery(range.start, range.end));
  const { data, error } = query;
  const rows = useMemo(() => data?.episodes.filter((one) => `${one.name} ${one.severity} ${Object.values(one.labels).join(" ")}`.toLowerCase().includes(find.toLowerCase())), [data, find]);
  const code = error instanceof ApiFailure ? error.code : "";
  const missing = code === "not_configured" ? "off" : code === "unreachable" || code === "upstream_timeout" ? "down" : null;
  const lasted = (one: AlertEpisode) => (one.ended === null ? null : Date.parse(one.ended) - Date.parse(one.started));
  const save = () => download("alerts.csv", toCsv([a.alert, "severity", a.labels, a.began, a.ends], (rows ?? []).map((one) => [one.name, one.severity, Object.entries(one.labels).map(([name, value]) => `${name}=${value}`).join(" "), one.started, one.ended])));

  const columns: Column<AlertEpisode>[] = [
    { id: "name", header: a.alert, width: "minmax(10rem, auto)", phone: "title", cell: (one) => <span className={styles["named"]}><SeverityGlyph severity={one.severity} /><Link to="/admin/monitoring/alerts/runbooks/$name" params={{ name: one.name }} search={scopeOf(search)}>{one.name}</Link><span className="visually-hidden">{a.severity[one.severity]}</span></span> },
    { id: "began", header: a.began, cell: (one) => <time dateTime={one.started} title={f.dateTime(one.started)}>{f.time(one.started)}</time> },
    { id: "lasted", header: a.lasted, cell: (one) => (one.ended === null ? <b className={styles["still"]}>{a.still}</b> : f.duration(lasted(one))) },
    { id: "labels", header: a.labels, width: "minmax(12rem, 1fr)", cell: (one) => <Labels labels={one.labels} /> },
  ];
  return (
    <AlertsFrame lead={a.historyLead} actions={<Button onClick={save} disabled={rows === undefined || rows.length === 0}><Icon name="download" />{a.csv}</Button>}>
      {missing !== null && data === undefined && <MissingSources sources={{ prometheus: missing, alertmanager: "ok", advice: "" }} />}
      {error !== null && missing === null && data === undefined && <div className={styles["panel"]}><Failure error={error} onRetry={() => void query.refetch()} /></div>}
      {error !== null && data !== undefined && <Banner>{t.errors.stale(f.time(query.dataUpdatedAt))}</Banner>}
      {data?.episodes.length === 0 && <div className={styles["panel"]}><Notice icon="check" title={a.historyEmpty} lead={a.historyEmptyLead} /></div>}
      {(data === undefined ? error === null : data.episodes.length > 0) && (
        <>
          {data !== undefined && <Lanes episodes={data.episodes} start={Date.parse(range.start)} end={Date.parse(range.end)} />}
          <input type="search" aria-label={a.filter} placeholder={a.filter} value={find} onChange={(event) => setFind(event.target.value)} className={styles["find"]} />
          <div className={styles["panel"]}>
            <DataTable label={a.sections.history} columns={columns} rows={rows?.slice(0, most)} rowKey={(one) => `${one.name}${one.started}${JSON.stringify(one.labels)}`} />
            {rows !== undefined && rows.length > most && <p className={styles["quiet"]}><Button small look="quiet" onClick={() => setMost(most + AT_ONCE)}>{a.more(Math.min(AT_ONCE, rows.length - most))}</Button></p>}
          </div>
          {data !== undefined && <p className={styles["note"]}>{a.historyResolution(f.duration(data.resolution_s * 1000))}</p>}
        </>
      )}
    </AlertsFrame>
  );
}

function Lanes({ episodes, start, end }: { episodes: readonly AlertEpisode[]; start: number; end: number }) {
  const { f } = useI18n();
  const a = useAlertsText();
  const lanes = useMemo(() => lanesOf(episodes, start, end), [episodes, start, end]);
  const place = (share: number) => `${(share * 100).toFixed(2)}%`;
  return (
    <div className={styles["lanes"]} role="img" aria-label={a.lanes(lanes.length)}>
      {lanes.map((lane) => (
        <div key={lane.name} className={styles["lane"]}>
          <span>{lane.name}</span>
          <div>{lane.bars.map((bar, index) => <i key={index} className={styles[bar.severity]} style={{ insetInlineStart: place(bar.from), width: place(bar.to - bar.from) }} title={`${lane.name}: ${f.time(bar.started)}`} />)}</div>
        </div>
      ))}
      <div className={styles["laneTimes"]} aria-hidden="true">{[0, 0.5, 1].map((share) => <time key={share}>{f.tick(start + share * (end - start), end - start > 172_800_000 ? 3600 : 60)}</time>)}</div>
    </div>
  );
}
