import type { TraceSummary } from "@/api/types";
import { useCompareText } from "@/i18n/compare";
import { NO_VALUE } from "@/i18n/format";
import { useI18n } from "@/i18n/I18n";
import { Icon } from "@/ui/Icon";
import { Panel } from "@/ui/Page";
import { StatusLabel } from "@/ui/Status";
import styles from "./Compare.module.css";

/** The figures of both traces and what lies between them. For all of them, less is better. */
export function Figures({ a, b }: { a: TraceSummary; b: TraceSummary }) {
  const { f } = useI18n();
  const w = useCompareText();
  const rows: { name: string; a: number | null; b: number | null; show: (value: number | null) => string; neutral?: boolean }[] = [
    { name: w.latency, a: a.duration_ns / 1e6, b: b.duration_ns / 1e6, show: f.duration },
    { name: w.ttft, a: a.ttft_ms, b: b.ttft_ms, show: f.duration },
    { name: w.cost, a: a.cost_usd, b: b.cost_usd, show: f.money },
    { name: w.tokens, a: a.total_tokens, b: b.total_tokens, show: f.count },
    { name: w.input, a: a.prompt_tokens, b: b.prompt_tokens, show: f.count },
    { name: w.output, a: a.completion_tokens, b: b.completion_tokens, show: f.count },
    { name: w.spans, a: a.span_count, b: b.span_count, show: f.count, neutral: true },
    { name: w.calls, a: a.llm_call_count, b: b.llm_call_count, show: f.count, neutral: true },
    { name: w.failed, a: a.error_count, b: b.error_count, show: f.count },
  ];
  return (
    <Panel title={w.figures}>
      <div className={styles["scroll"]}>
        <table className={styles["figures"]}>
          <thead><tr><th scope="col">{w.figure}</th><th scope="col">A</th><th scope="col">B</th><th scope="col">{w.delta}</th></tr></thead>
          <tbody>
            <tr><th scope="row">{w.status}</th><td><StatusLabel status={a.status} /></td><td><StatusLabel status={b.status} /></td><td /></tr>
            {rows.map((row) => <tr key={row.name}><th scope="row">{row.name}</th><td>{row.show(row.a)}</td><td>{row.show(row.b)}</td><td><Delta {...row} /></td></tr>)}
            <tr data-apart={a.models.join() !== b.models.join()}><th scope="row">{w.models}</th><td>{f.list(a.models) || NO_VALUE}</td><td>{f.list(b.models) || NO_VALUE}</td><td /></tr>
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Delta({ a, b, show, neutral = false }: { a: number | null; b: number | null; show: (value: number | null) => string; neutral?: boolean }) {
  const { f } = useI18n();
  const w = useCompareText();
  if (a === null || b === null) return <span className={styles["quiet"]}>{NO_VALUE}</span>;
  const by = b - a;
  if (by === 0) return <span className={styles["quiet"]}>=</span>;
  const change = f.change(b, a);
  const tone = neutral ? "even" : by < 0 ? "better" : "worse";
  return (
    <span className={styles["delta"]} data-tone={tone}>
      <Icon name={by < 0 ? "chevronDown" : "chevronUp"} size={12} strokeWidth={2} />
      {by < 0 ? "−" : "+"}{show(Math.abs(by))}
      {change !== null && <em>{change}</em>}
      {!neutral && <span className="visually-hidden">{by < 0 ? w.better : w.worse}</span>}
    </span>
  );
}
