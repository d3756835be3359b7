import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getLogs, isNotServed, type LogFilter } from "@/api/trace";
import type { LogRecord } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Skeleton } from "@/ui/Feedback";
import { Select } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { JsonText } from "./JsonView";
import { usePlace } from "./place";
import { preciseMs } from "./tree";
import styles from "./Logs.module.css";

const SEVERITIES = ["", "DEBUG", "INFO", "WARN", "ERROR"] as const;
type Severity = (typeof SEVERITIES)[number];
const PAGE = 200;

/** The log records that were written within a span, or anywhere in its trace. `start`: of the trace. */
export function Logs({ spanId, start }: { spanId: string; start: string }) {
  const { f } = useI18n();
  const w = useTraceText();
  const { traceId, project } = usePlace();
  const [whole, setWhole] = useState(false);
  const [severity, setSeverity] = useState<Severity>("");
  const filter: LogFilter = { ...(severity === "" ? {} : { severity }), ...(whole ? {} : { span_id: spanId }) };
  const query = useInfiniteQuery({
    queryKey: ["logs", traceId, project, filter],
    queryFn: ({ signal, pageParam }) => getLogs(traceId, project, filter, { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 10_000,
  });
  const logs = query.data?.pages.flatMap((page) => page.logs);
  const origin = preciseMs(start);
  return (
    <>
      <div className={styles["bar"]}>
        <Segmented label={w.logsOf} value={whole ? "trace" : "span"} onChange={(value) => setWhole(value === "trace")} options={[{ value: "span", label: w.ownLogs }, { value: "trace", label: w.allLogs }]} />
        <Select aria-label={w.severity} value={severity} onChange={setSeverity} options={SEVERITIES.map((value) => ({ value, label: value === "" ? w.anySeverity : value === "ERROR" ? value : w.orWorse(value) }))} />
      </div>
      {query.error !== null && (isNotServed(query.error) ? <p className={styles["none"]}>{w.logsAway}</p> : <Failure error={query.error} onRetry={() => void query.refetch()} />)}
      {query.isPending && <Skeleton height="6rem" />}
      {logs?.length === 0 && <p className={styles["none"]}>{w.noLogs}</p>}
      {logs !== undefined && logs.length > 0 && (
        <ol className={styles["logs"]}>
          {logs.map((log) => <Record key={log.id} log={log} offset={f.duration(Math.max(0, preciseMs(log.time) - origin))} />)}
        </ol>
      )}
      {query.hasNextPage && <p className={styles["more"]}><Button small disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{w.more}</Button></p>}
    </>
  );
}

function Record({ log, offset }: { log: LogRecord; offset: string }) {
  const { f } = useI18n();
  const text = typeof log.body === "string" ? log.body : JSON.stringify(log.body);
  const attributes = Object.keys(log.attributes).length > 0;
  return (
    <li className={styles["log"]} data-severity={log.severity}>
      <time dateTime={log.time} title={f.dateTime(log.time)}>+{offset}</time>
      <span className={styles["severity"]}>{log.severity === "" ? log.severity_text : log.severity}</span>
      <div className={styles["said"]}>
        <p>{text}</p>
        {(attributes || log.scope_name !== "") && (
          <details>
            <summary>{log.scope_name === "" ? log.service_name : log.scope_name}</summary>
            {attributes && <div className={styles["boxed"]}><JsonText value={log.attributes} /></div>}
          </details>
        )}
      </div>
      <CopyButton text={text} />
    </li>
  );
}
