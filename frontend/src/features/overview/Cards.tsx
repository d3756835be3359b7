import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Metrics } from "@/api/types";
import { Sparkline } from "@/charts/Sparkline";
import { useTells } from "@/features/scope/capabilities";
import { useScope } from "@/features/scope/Scope";
import { scopeOf, type ScreenSearch } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import styles from "./Overview.module.css";

interface CardProps {
  name: string;
  value: string | undefined;
  unit?: string | undefined;
  now: number | null | undefined;
  before: number | null | undefined;
  beforeText: string;
  /** Whether more is good, bad, or neither: it decides the colour of the change. */
  more: "worse" | "neutral";
  notes: ReactNode;
  spark: readonly (number | null)[];
  sparkColor?: string;
  to: ScreenSearch;
}

function Change({ now, before, beforeText, more }: Pick<CardProps, "now" | "before" | "beforeText" | "more">) {
  const { t, f } = useI18n();
  const change = f.change(now, before);
  if (change === null) return null;
  const rising = (now ?? 0) > (before ?? 0);
  const same = /^0\s?%$/.test(change);
  const tone = more === "neutral" || same ? undefined : rising ? styles["worse"] : styles["better"];
  return (
    <span className={cx(styles["change"], tone)} title={t.overview.before(beforeText)}>
      {!same && <Icon name={rising ? "chevronUp" : "chevronDown"} size={12} strokeWidth={2} />}
      {same ? t.overview.same : change.replace(/^[+−-]/, "")}
      <span className="visually-hidden">{rising ? "▲" : "▼"} {t.overview.before(beforeText)}</span>
    </span>
  );
}

function Card({ name, value, unit, notes, spark, sparkColor, to, ...change }: CardProps) {
  const { t } = useI18n();
  const { search } = useScope();
  return (
    <Link to="/admin/monitoring/traces" search={{ ...scopeOf(search), ...to }} className={styles["card"]} aria-label={value === undefined ? name : `${name} ${value}${unit ?? ""}. ${t.overview.seeTraces(name)}`}>
      <span className={styles["cardTop"]}>{name}<Icon name="arrowRight" size={14} className={styles["go"]} /></span>
      <span className={styles["figure"]}>
        {value === undefined ? <Skeleton width="7rem" height="2.1875rem" /> : <><strong>{value}</strong>{unit !== undefined && unit !== "" && <small>{unit}</small>}<Change {...change} /></>}
      </span>
      <span className={styles["notes"]}>{value === undefined ? <Skeleton width="9rem" height="1.0625rem" /> : notes}</span>
      <span className={styles["spark"]}><Sparkline values={spark} {...(sparkColor === undefined ? {} : { color: sparkColor })} /></span>
    </Link>
  );
}

export function Cards({ metrics }: { metrics: Metrics | undefined }) {
  const { t, f } = useI18n();
  const tells = useTells();
  const now = metrics?.totals;
  const before = metrics?.previous;
  const series = metrics?.series ?? [];
  const latency = f.durationParts(now?.avg_latency_ms);
  return (
    <section className={styles["cards"]} aria-label={t.overview.title} aria-busy={metrics === undefined}>
      <Card
        name={t.overview.cost}
        value={now && f.money(now.cost_usd)}
        now={now?.cost_usd}
        before={before?.cost_usd}
        beforeText={f.money(before?.cost_usd)}
        more="neutral"
        notes={now && (
          <>
            {now.trace_count > 0 && now.cost_usd !== null && <span>{t.overview.perTrace(f.money(now.cost_usd / now.trace_count))}</span>}
            {now.unpriced_calls > 0 && <span className={styles["warn"]} title={t.overview.unpricedHelp}>{t.overview.unpriced(now.unpriced_calls)}</span>}
          </>
        )}
        spark={series.map((point) => point.cost_usd)}
        to={{ sort: "cost", order: "desc" }}
      />
      <Card
        name={t.overview.events}
        value={now && f.compact(now.span_count)}
        now={now?.span_count}
        before={before?.span_count}
        beforeText={f.count(before?.span_count)}
        more="neutral"
        notes={now && <><span>{t.overview.tracesCount(f.count(now.trace_count))}</span>{tells("metrics", "totals.llm_call_count") && <span>{t.overview.calls(f.count(now.llm_call_count))}</span>}</>}
        spark={series.map((point) => point.span_count)}
        to={{}}
      />
      <Card
        name={t.overview.latency}
        value={now && latency.value}
        unit={latency.unit}
        now={now?.avg_latency_ms}
        before={before?.avg_latency_ms}
        beforeText={f.duration(before?.avg_latency_ms)}
        more="worse"
        notes={now && <span>{t.overview.p95(f.duration(now.p95_latency_ms))}</span>}
        spark={series.map((point) => point.avg_latency_ms)}
        to={{ sort: "duration", order: "desc" }}
      />
      <Card
        name={t.overview.failRate}
        value={now && f.percent(now.fail_rate)}
        now={now?.fail_rate}
        before={before?.fail_rate}
        beforeText={f.percent(before?.fail_rate)}
        more="worse"
        notes={now && <span>{t.overview.failed(f.count(now.error_count), f.count(now.trace_count))}</span>}
        spark={series.map((point) => point.error_count)}
        sparkColor="var(--series-2)"
        to={{ status: "ERROR" }}
      />
    </section>
  );
}
