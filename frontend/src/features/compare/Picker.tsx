import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getTraces } from "@/api/endpoints";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { useCompareText } from "@/i18n/compare";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Feedback";
import { Form, TextField } from "@/ui/Field";
import { Panel } from "@/ui/Page";
import { StatusGlyph } from "@/ui/Status";
import { useNow } from "@/ui/useNow";
import type { Side } from "./ComparePage";
import styles from "./Compare.module.css";

const DAYS = 30;
const FEW = 8;

interface Props {
  side: Side;
  /** The trace on the other side, which is not offered. */
  other: string | undefined;
  /** Its name: other runs of the same are what people compare. */
  name: string | undefined;
  onPick: (traceId: string) => void;
  onCancel: (() => void) | undefined;
}

const quoted = (text: string) => `"${text.replace(/[\\"*]/g, "\\$&")}"`;

export function Picker({ side, other, name, onPick, onCancel }: Props) {
  const { t } = useI18n();
  const w = useCompareText();
  const [id, setId] = useState("");
  const [problem, setProblem] = useState<string>();
  const letter = side.toUpperCase();
  const use = () => {
    const clean = id.trim().replaceAll("-", "").toLowerCase();
    if (!/^[0-9a-f]{32}$/.test(clean)) setProblem(w.idWrong);
    else if (clean === other) setProblem(w.idSame);
    else onPick(clean);
  };
  return (
    <Panel title={w.choose(letter)} lead={w.chooseLead} padded tools={onCancel === undefined ? undefined : <Button small onClick={onCancel}>{t.common.close}</Button>}>
      <div className={styles["picker"]}>
        <Recent name={name} other={other} onPick={onPick} />
        <Form onSubmit={use}>
          <TextField label={w.id} hint={w.idHint} value={id} error={problem} mono spellCheck={false} autoComplete="off" maxLength={64} onChange={(value) => { setId(value); setProblem(undefined); }} />
          <div><Button type="submit" look="primary">{w.use}</Button></div>
        </Form>
      </div>
    </Panel>
  );
}

function Recent({ name, other, onPick }: Pick<Props, "name" | "other" | "onPick">) {
  const { f } = useI18n();
  const w = useCompareText();
  const { search } = useScope();
  const now = useNow();
  const query = useQuery({
    queryKey: ["compare-recent", search.project, name],
    queryFn: ({ signal }) => {
      const end = Date.now() + 1000;
      const window = { project: search.project, start: new Date(end - DAYS * 86_400_000).toISOString(), end: new Date(end).toISOString() };
      return getTraces(window, name === undefined ? {} : { q: `name=${quoted(name)}` }, { sort: "start_time", order: "desc" }, { limit: FEW + 1 }, signal);
    },
    // With the other side on its way, its name is about to be known.
    enabled: other === undefined || name !== undefined,
  });
  const traces = query.data?.traces.filter((trace) => trace.trace_id !== other).slice(0, FEW);
  return (
    <div>
      <h3 className={styles["recentHead"]}>{name === undefined ? w.recentAny : w.recent(name)}</h3>
      {query.isPending && <Skeleton height="6rem" />}
      {query.error !== null && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {traces?.length === 0 && <p className={styles["quiet"]}>{name === undefined ? w.noneAny : w.none}</p>}
      {traces !== undefined && traces.length > 0 && (
        <ul className={styles["recent"]}>
          {traces.map((trace) => (
            <li key={trace.trace_id}>
              <button type="button" onClick={() => onPick(trace.trace_id)}>
                <StatusGlyph status={trace.status} />
                <span>{name === undefined ? trace.name : (trace.input_preview ?? trace.name)}</span>
                <em>{f.duration(trace.duration_ns / 1e6)}</em>
                <em>{f.money(trace.cost_usd)}</em>
                <em>{f.ago(trace.start_time, now)}</em>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
