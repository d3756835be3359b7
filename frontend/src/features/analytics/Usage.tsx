import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { getCostTrend, getTokenUsage, type CostTrend, type Dimension, type TokenUsage } from "@/api/analytics";
import { ChartPanel } from "@/charts/ChartPanel";
import type { PlotSeries } from "@/charts/series";
import { useScope } from "@/features/scope/Scope";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useI18n } from "@/i18n/I18n";
import { Figures } from "./Figures";
import { GroupChoice, OVERLAPPING } from "./GroupChoice";
import { Slot, useAsked, usePanel, useTraces, type PanelState } from "./panel";
import { before, chartOf, GROUP_COLOURS, stackOf } from "./series";
import { insteadOf, Stale } from "./States";
import { Unpriced } from "./Unpriced";
import { useZoom } from "./useZoom";
import styles from "./Analytics.module.css";

/** What is spent, in dollars and tokens, and on what. */
export function UsageSection() {
  const { search } = useScope();
  const asked = useAsked();
  const group = search.group ?? "model";
  const limit = GROUP_COLOURS.length;
  const cost = usePanel(`cost ${group}`, asked, (selection, signal) => getCostTrend(selection, { group_by: group, limit }, signal));
  const tokens = usePanel(`tokens ${group}`, asked, (selection, signal) => getTokenUsage(selection, { group_by: group, limit }, signal));
  return (
    <>
      <Summary cost={cost.data} tokens={tokens.data} failed={cost.error !== null || tokens.error !== null} />
      <Unpriced />
      <div className={styles["grid"]}>
        <Slot wide><CostOverTime state={cost} group={group} /></Slot>
        <Slot><TokenKinds state={tokens} /></Slot>
        <Slot><TokensByGroup state={tokens} group={group} /></Slot>
        <Slot><CostPerTrace state={cost} /></Slot>
        <Slot><CachedShare state={tokens} /></Slot>
      </div>
    </>
  );
}

function Summary({ cost, tokens, failed }: { cost: CostTrend | undefined; tokens: TokenUsage | undefined; failed: boolean }) {
  const { f } = useI18n();
  const a = useDetailText();
  const traces = useTraces();
  const now = cost?.totals;
  const past = cost?.previous;
  const used = tokens?.totals;
  const usedBefore = tokens?.previous;
  const perMillion = (usd: number | null | undefined, count: number | undefined) => (usd == null || count === undefined || count === 0 ? null : (usd / count) * 1e6);
  const cached = (one: TokenUsage["totals"] | null | undefined) => (one == null || one.prompt_tokens === 0 ? null : one.cached_tokens / one.prompt_tokens);
  const perTrace = (one: TokenUsage["totals"] | null | undefined) => (one == null || one.traces === 0 ? null : one.total_tokens / one.traces);
  return (
    <Figures
      label={a.sections.usage}
      failed={failed}
      figures={[
        { name: a.usage.cost, value: now && f.money(now.cost_usd), now: now?.cost_usd, before: past?.cost_usd, beforeText: f.money(past?.cost_usd), to: traces("has:cost", { sort: "cost", order: "desc" }) },
        { name: a.usage.costPerTrace, value: now && f.money(now.cost_avg_usd), now: now?.cost_avg_usd, before: past?.cost_avg_usd, beforeText: f.money(past?.cost_avg_usd), more: "worse" },
        { name: a.usage.perMillion, hint: a.usage.perMillionHint, value: now && used && f.money(perMillion(now.cost_usd, used.total_tokens)), now: perMillion(now?.cost_usd, used?.total_tokens), before: perMillion(past?.cost_usd, usedBefore?.total_tokens), beforeText: f.money(perMillion(past?.cost_usd, usedBefore?.total_tokens)), more: "worse" },
        { name: a.usage.tokens, value: used && f.compact(used.total_tokens), now: used?.total_tokens, before: usedBefore?.total_tokens, beforeText: f.count(usedBefore?.total_tokens), to: traces("has:tokens", { sort: "tokens", order: "desc" }) },
        { name: a.usage.tokensPerTrace, value: used && f.compact(perTrace(used) === null ? null : Math.round(perTrace(used) ?? 0)), now: perTrace(used), before: perTrace(usedBefore), beforeText: f.compact(Math.round(perTrace(usedBefore) ?? 0)) },
        { name: a.usage.cachedShare, hint: a.usage.cachedHint, value: used && f.percent(cached(used)), now: cached(used), before: cached(usedBefore), beforeText: f.percent(cached(usedBefore)), more: "better", to: traces("has:cached") },
        { name: a.usage.calls, value: now && f.compact(now.calls), now: now?.calls, before: past?.calls, beforeText: f.count(past?.calls), to: traces("has:call"), note: now !== undefined && now.unpriced_calls > 0 ? <Link className={styles["warn"]} to="/admin/monitoring/traces" search={traces("has:unpriced")}>{a.usage.unpriced(f.count(now.unpriced_calls))}</Link> : undefined },
      ]}
    />
  );
}

function CostOverTime({ state, group }: { state: PanelState<CostTrend>; group: Dimension }) {
  const { f } = useI18n();
  const a = useDetailText();
  const { data } = state;
  const overlapping = OVERLAPPING.includes(group);
  const chart = useMemo(() => {
    if (data === undefined) return undefined;
    const series: PlotSeries[] = stackOf(data.series, data.groups, (values) => values.cost_usd, { none: a.breakdown.without(a.dimensions[group]), rest: a.breakdown.rest }, overlapping);
    if (overlapping || series.length === 0) series.unshift({ label: a.usage.cost, values: data.series.map((point) => point.values.cost_usd), color: "--ink-2", shape: "line" });
    if (data.previous !== null) series.push({ label: a.before(a.usage.cost), values: before(data.previous_series, data.series.length, (values) => values.cost_usd), color: "--ink-3", shape: "line", dash: true });
    return chartOf(data, series, f.money, f.money);
  }, [data, overlapping, group, f, a]);
  return <ChartPanel title={a.usage.costTitle} lead={<><Stale state={state} />{a.usage.costLead}</>} chart={chart} instead={insteadOf(state, (found) => found.totals.calls === 0, a.usage.empty)} tools={<GroupChoice value={group} />} file="cost" {...useZoom("has:cost")} />;
}

function TokenKinds({ state }: { state: PanelState<TokenUsage> }) {
  const { f } = useI18n();
  const a = useDetailText();
  const { data } = state;
  const chart = useMemo(() => {
    if (data === undefined) return undefined;
    const points = data.series.map((point) => point.values);
    const kinds = [
      [a.usage.kinds.prompt, points.map((one) => Math.max(0, one.prompt_tokens - one.cached_tokens)), "--series-1"],
      [a.usage.kinds.cached, points.map((one) => Math.min(one.cached_tokens, one.prompt_tokens)), "--kind-flow"],
      [a.usage.kinds.completion, points.map((one) => Math.max(0, one.completion_tokens - one.reasoning_tokens)), "--series-3"],
      [a.usage.kinds.reasoning, points.map((one) => Math.min(one.reasoning_tokens, one.completion_tokens)), "--series-4"],
    ] as const;
    const series = kinds.map(([label, values, color]): PlotSeries => ({ label, values, color, shape: "area", stack: true }));
    return chartOf(data, series, f.count, f.compact);
  }, [data, f, a]);
  return <ChartPanel title={a.usage.kindsTitle} lead={a.usage.kindsLead} chart={chart} instead={insteadOf(state, (found) => found.totals.total_tokens === 0, a.usage.empty)} file="tokens" {...useZoom("has:tokens")} />;
}

function TokensByGroup({ state, group }: { state: PanelState<TokenUsage>; group: Dimension }) {
  const { f } = useI18n();
  const a = useDetailText();
  const { data } = state;
  const chart = useMemo(() => data && chartOf(
    data,
    stackOf(data.series, data.groups, (values) => values.total_tokens, { none: a.breakdown.without(a.dimensions[group]), rest: a.breakdown.rest }, OVERLAPPING.includes(group)),
    f.count, f.compact,
  ), [data, group, f, a]);
  return <ChartPanel title={a.usage.tokensBy(a.dimensions[group])} chart={chart} instead={insteadOf(state, (found) => found.totals.total_tokens === 0, a.usage.empty)} file={`tokens-by-${group}`} {...useZoom("has:tokens")} />;
}

function CostPerTrace({ state }: { state: PanelState<CostTrend> }) {
  const { f } = useI18n();
  const a = useDetailText();
  const { data } = state;
  const chart = useMemo(() => data && chartOf(data, [
    { label: a.usage.costPerTrace, values: data.series.map((point) => point.values.cost_avg_usd), color: "--series-1", shape: "line" },
    ...(data.previous === null ? [] : [{ label: a.before(a.usage.costPerTrace), values: before(data.previous_series, data.series.length, (values) => values.cost_avg_usd), color: "--ink-3", shape: "line", dash: true } as const]),
  ], f.money, f.money), [data, f, a]);
  return <ChartPanel title={a.usage.costPerTrace} lead={a.usage.costPerTraceLead} chart={chart} instead={insteadOf(state, (found) => found.totals.cost_avg_usd === null, a.usage.noCost)} file="cost-per-trace" height={180} {...useZoom("has:cost")} />;
}

function CachedShare({ state }: { state: PanelState<TokenUsage> }) {
  const { f } = useI18n();
  const a = useDetailText();
  const { data } = state;
  const share = (values: TokenUsage["totals"]) => (values.prompt_tokens === 0 ? null : values.cached_tokens / values.prompt_tokens);
  const chart = useMemo(() => data && chartOf(data, [
    { label: a.usage.cachedShare, values: data.series.map((point) => share(point.values)), color: "--kind-flow", shape: "area" },
    ...(data.previous === null ? [] : [{ label: a.before(a.usage.cachedShare), values: before(data.previous_series, data.series.length, share), color: "--ink-3", shape: "line", dash: true } as const]),
  ], f.percent, f.percent), [data, f, a]);
  return <ChartPanel title={a.usage.cachedShare} lead={a.usage.cachedLead} chart={chart} instead={insteadOf(state, (found) => found.totals.prompt_tokens === 0, a.usage.empty)} file="cached-share" height={180} {...useZoom("has:cached")} />;
}
