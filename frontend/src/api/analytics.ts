import { get, type Optional, type Signal, type Window } from "./endpoints";
import type { Answer, Query } from "./types";

/** What the analytics, the anomalies and the reconciliation of money ask of the portal. */

export type CostTrend = Answer<"/api/agentops/analytics/cost-trend">;
export type TokenUsage = Answer<"/api/agentops/analytics/token-usage">;
export type Performance = Answer<"/api/agentops/analytics/performance">;
export type Breakdown = Answer<"/api/agentops/analytics/breakdown">;
export type Histogram = Answer<"/api/agentops/analytics/histogram">;
export type ErrorGroups = Answer<"/api/agentops/analytics/errors">;
export type ErrorGroup = ErrorGroups["groups"][number];
export type Guardrails = Answer<"/api/agentops/analytics/guardrails">;
export type AgentsUsage = Answer<"/api/agentops/agents/usage">;
export type Anomalies = Answer<"/api/agentops/anomalies">;
export type Anomaly = Anomalies["anomalies"][number];
export type Reconciliation = Answer<"/api/agentops/money">;
export type MoneyFinding = Reconciliation["findings"][number];
export type MoneyRow = Reconciliation["rows"][number];
export type Sides = Reconciliation["totals"];

type BreakdownQuery = Query<"/api/agentops/analytics/breakdown">;
export type Dimension = NonNullable<BreakdownQuery["by"]>;
export type Measure = NonNullable<BreakdownQuery["order_by"]>;
export type Interval = NonNullable<Query<"/api/agentops/analytics/performance">["interval"]>;
export type ErrorSort = NonNullable<Query<"/api/agentops/analytics/errors">["sort"]>;

/** Which traces, and how their figures are cut and compared. */
export interface Selection extends Window {
  /** In the filter language; empty: all. */
  q: string;
  interval: Interval;
  zone: string;
  compare: boolean;
}

const scope = ({ project, start, end, q }: Window & { q: string }) => ({ project_id: project, start_time: start, end_time: end, q });
const before = (compare: boolean) => ({ compare: compare ? "previous" as const : "none" as const });
const steps = (asked: Selection) => ({ ...scope(asked), ...before(asked.compare), interval: asked.interval, time_zone: asked.zone });

export interface Grouping { group_by?: Dimension | undefined; limit?: number | undefined }

export const getCostTrend = (asked: Selection, by: Grouping, signal?: Signal) => get("/api/agentops/analytics/cost-trend", { ...steps(asked), ...by }, signal);
export const getTokenUsage = (asked: Selection, by: Grouping, signal?: Signal) => get("/api/agentops/analytics/token-usage", { ...steps(asked), ...by }, signal);
export const getPerformance = (asked: Selection, by: Grouping, signal?: Signal) => get("/api/agentops/analytics/performance", { ...steps(asked), ...by }, signal);
export const getHistogram = (asked: Selection, of: Histogram["of"], signal?: Signal) => get("/api/agentops/analytics/histogram", { ...scope(asked), ...before(asked.compare), of }, signal);
export const getErrorGroups = (asked: Selection, sort: ErrorSort, limit: number, signal?: Signal) => get("/api/agentops/analytics/errors", { ...scope(asked), sort, limit }, signal);
export const getAgentsUsage = (asked: Selection, signal?: Signal) => get("/api/agentops/agents/usage", steps(asked), signal);

export function getBreakdown(asked: Selection, order: Optional<Pick<BreakdownQuery, "by" | "order_by" | "order" | "limit">>, signal?: Signal) {
  return get("/api/agentops/analytics/breakdown", { ...scope(asked), ...before(asked.compare), ...order }, signal);
}

export function getGuardrails(asked: Selection, signal?: Signal) {
  return get("/api/agentops/analytics/guardrails", { ...scope(asked), interval: asked.interval, time_zone: asked.zone }, signal);
}

export function getAnomalies(window: Window, zone: string, signal?: Signal) {
  return get("/api/agentops/anomalies", { project_id: window.project, start_time: window.start, end_time: window.end, time_zone: zone }, signal);
}

export function getMoney(asked: Selection, groupBy: string, signal?: Signal) {
  return get("/api/agentops/money", { ...scope(asked), time_zone: asked.zone, group_by: groupBy }, signal);
}
