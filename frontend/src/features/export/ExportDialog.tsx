import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiFailure, type Progress } from "@/api/client";
import { getTrace } from "@/api/endpoints";
import { exportTraces, type ExportBody, type ExportFormat } from "@/api/trace";
import type { TraceStatus, TraceSummary } from "@/api/types";
import { useExchangeText, type ExchangeText } from "@/i18n/exchange";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { save } from "@/ui/csv";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { ChoiceCards, Form } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { DETAIL_SPANS, fileName, questionFor } from "./question";
import styles from "./Export.module.css";

/** A list, as it is filtered at the moment, or one trace. `total`: how many traces the list has, where that is known. */
export type What =
  | { list: { start: string; end: string; q?: string | undefined; status?: TraceStatus | undefined; model?: string | undefined; total?: number | undefined } }
  | { trace: TraceSummary };

interface Props { what: What; project: string | undefined; onClose: () => void }

type Choice = ExportFormat | "json";

function problemOf(error: Error, w: ExchangeText["export"]): string {
  if (!(error instanceof ApiFailure)) return w.failed(error.message);
  if (error.code === "broken_off") return w.broken;
  if (error.code === "query_too_big") return w.tooBig;
  if (error.kind === "throttled") return w.busy;
  if (error.kind === "agentops_away" || error.kind === "portal_away") return w.away;
  return w.failed(error.message);
}

/** Saves traces as a file. The server writes it while it is loaded, so it may be of any length. */
export function ExportDialog({ what, project, onClose }: Props) {
  const { f } = useI18n();
  const w = useExchangeText().export;
  const one = "trace" in what;
  const [format, setFormat] = useState<Choice>(one ? "json" : "csv");
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);

  const run = useMutation({
    mutationFn: async () => {
      const stop = new AbortController();
      stopper.current = stop;
      setProgress(null);
      const name = fileName(what, format);
      const blob = format === "json" && one
        ? new Blob([JSON.stringify(await getTrace(what.trace.trace_id, project, stop.signal), null, 1)], { type: "application/json" })
        : (await exportTraces(project, { ...questionFor(what), format: format as ExportFormat } satisfies ExportBody, { signal: stop.signal, onProgress: setProgress })).blob;
      save(name, blob);
      return { name, bytes: blob.size };
    },
  });
  const stopped = run.error instanceof DOMException && run.error.name === "AbortError";
  const options: { value: Choice; label: string; note: string }[] = [
    ...(one ? [{ value: "json" as const, label: w.json, note: what.trace.span_count > DETAIL_SPANS ? w.jsonLarge(f.count(DETAIL_SPANS)) : w.jsonNote }] : []),
    { value: "csv", label: w.csv, note: w.csvNote },
    { value: "jsonl", label: w.jsonl, note: w.jsonlNote },
    { value: "parquet", label: w.parquet, note: w.parquetNote },
  ];
  return (
    <Dialog
      title={one ? w.titleOne(what.trace.name) : w.title}
      lead={one ? undefined : what.list.total === undefined ? w.leadUnknown : w.lead(f.count(what.list.total))}
      closeLabel={w.close}
      onClose={onClose}
      locked={run.isPending}
    >
      <Form onSubmit={() => { if (!run.isPending) run.mutate(); }}>
        {!one && <Chosen list={what.list} />}
        <ChoiceCards legend={w.format} name="format" value={format} options={options} onChange={setFormat} />
        {run.isPending && (
          <p role="status" className={styles["state"]}>
            {w.running} {progress !== null && <>{w.loaded(f.bytes(progress.bytes))}{progress.total !== null && ` · ${w.of(f.count(progress.total))}`}</>}
          </p>
        )}
        {run.isSuccess && <p role="status" className={styles["done"]}><Icon name="check" />{w.done(run.data.name, f.bytes(run.data.bytes))}</p>}
        {run.isError && !stopped && <p role="alert" className={styles["bad"]}><Icon name="alert" />{problemOf(run.error, w)}</p>}
        <p className={styles["note"]}>{w.noted}</p>
        <DialogActions>
          {run.isPending ? <Button onClick={() => stopper.current?.abort()}>{w.stop}</Button> : <Button onClick={onClose}>{w.close}</Button>}
          <Button type="submit" look="primary" disabled={run.isPending}><Icon name="download" />{run.isSuccess ? w.again : w.start}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function Chosen({ list }: { list: Extract<What, { list: unknown }>["list"] }) {
  const { t, f } = useI18n();
  const w = useExchangeText().export;
  const rows: [string, string][] = [
    [w.range, `${f.moment(list.start)} – ${f.moment(list.end)}`],
    [w.filter, list.q === undefined || list.q === "" ? w.noFilter : list.q],
    ...(list.status === undefined ? [] : [[w.status, { OK: t.traces.ok, ERROR: t.traces.error, INDETERMINATE: t.traces.indeterminate }[list.status]] satisfies [string, string]]),
    ...(list.model === undefined ? [] : [[w.model, list.model] satisfies [string, string]]),
  ];
  return <dl className={styles["chosen"]}>{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}
