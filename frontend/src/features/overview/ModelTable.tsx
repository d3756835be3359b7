import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Metrics, ModelRow } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { scopeOf, type ScreenSearch } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import styles from "./Overview.module.css";

export function ModelTable({ metrics }: { metrics: Metrics | undefined }) {
  const { t, f } = useI18n();
  const { search } = useScope();
  const rows = metrics?.by_model;
  const most = Math.max(1, ...(rows ?? []).map((row) => row.calls));
  const names = t.overview.models;
  const behind = (row: ModelRow, more: ScreenSearch, figure: ReactNode) => <Link to="/admin/monitoring/traces" search={{ ...scopeOf(search), model: row.model, ...more }}>{figure}</Link>;

  const save = () => {
    const header = [names.model, names.calls, names.failed, names.tokens, `${names.cost} (USD)`, `${names.latency} (ms)`, `${names.ttft} (ms)`];
    download("models.csv", toCsv(header, (rows ?? []).map((row) => [row.model, row.calls, row.errors, row.total_tokens, row.cost_usd, row.avg_latency_ms, row.avg_ttft_ms])));
  };

  return (
    <section className={styles["panel"]}>
      <div className={styles["panelHead"]}>
        <h2>{names.title}</h2>
        <div className={styles["tools"]}><IconButton small icon="download" label={t.common.download} onClick={save} disabled={rows === undefined || rows.length === 0} /></div>
      </div>
      {rows?.length === 0 ? <p className={styles["quiet"]}>{names.empty}</p> : (
        <div className={styles["scroll"]}>
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">{names.model}</th><th scope="col">{names.calls}</th><th scope="col">{names.failed}</th><th scope="col">{names.tokens}</th>
                <th scope="col">{names.cost}</th><th scope="col">{names.latency}</th><th scope="col">{names.ttft}</th>
              </tr>
            </thead>
            <tbody>
              {rows === undefined && [0, 1, 2].map((row) => <tr key={row}><td colSpan={7}><Skeleton width="60%" /></td></tr>)}
              {rows?.map((row) => (
                <tr key={`${row.model}/${row.provider ?? ""}`}>
                  <th scope="row">
                    <span className={styles["model"]}>
                      <Link to="/admin/monitoring/traces" search={{ ...scopeOf(search), model: row.model }}>{row.model}</Link>
                      <span className={styles["share"]} style={{ width: `${String((row.calls / most) * 100)}%` }} />
                    </span>
                  </th>
                  <td>{behind(row, {}, f.count(row.calls))}</td>
                  <td>{row.errors === 0 ? "0" : <Link className={styles["failedCount"]} to="/admin/monitoring/traces" search={{ ...scopeOf(search), model: row.model, status: "ERROR" }}>{f.count(row.errors)}</Link>}</td>
                  <td>{behind(row, { sort: "tokens", order: "desc" }, f.count(row.total_tokens))}</td>
                  <td>{row.cost_usd === null && row.unpriced_calls > 0 ? <span className={styles["warn"]} title={t.overview.unpricedHelp}>{names.unpriced}</span> : behind(row, { sort: "cost", order: "desc" }, f.money(row.cost_usd))}</td>
                  <td>{behind(row, { sort: "duration", order: "desc" }, f.duration(row.avg_latency_ms))}</td>
                  <td>{row.avg_ttft_ms === null ? f.duration(null) : behind(row, { q: "has:ttft" }, f.duration(row.avg_ttft_ms))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
