import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ApiFailure } from "@/api/client";
import { getDashboard, labelValues, queryAt, queryRange } from "@/api/monitoring";
import type { QueryResult } from "@/api/types";
import { linesOf, type Line } from "./frames";
import { readDashboard, type Annotation, type Panel, type Variable } from "./grafana";
import { aligned, durationSeconds, SCRAPE_S, stepOf, type Span } from "./interval";
import { isObject } from "./json";
import { fill, momentOf, optionsOf, questionOf, type Choices, type Chosen, type Moment } from "./variables";

export const dashboardQuery = (uid: string) =>
  queryOptions({
    queryKey: ["dashboard", uid],
    queryFn: async ({ signal }) => {
      const raw: unknown = await getDashboard(uid, signal);
      return readDashboard(isObject(raw) ? raw : {});
    },
    staleTime: 300_000,
  });

/** Whether Prometheus answers at all: asked once for a dashboard, so that its panels need not say the same twenty times. */
export const aliveQuery = (at: number) =>
  queryOptions({ queryKey: ["prometheus-alive", Math.floor(at / SCRAPE_S)], queryFn: ({ signal }) => queryAt("vector(1)", at, signal), placeholderData: keepPreviousData, retry: false });

/** "off": this stack has no Prometheus. "away": it has one, which does not answer. Null: something else is wrong. */
export function absence(error: Error | null): "off" | "away" | null {
  if (!(error instanceof ApiFailure)) return null;
  if (error.code === "not_configured") return "off";
  return error.code === "unreachable" || error.code === "upstream_timeout" || error.code === "upstream_error" ? "away" : null;
}

export interface Asking { variables: readonly Variable[]; chosen: Chosen; choices: Choices; span: Span }

export function choicesQuery(variable: Variable, asking: Asking) {
  const span = aligned(asking.span, stepOf(asking.span));
  const question = questionOf(fill(variable.query, asking.variables, asking.chosen, asking.choices, { span, step: stepOf(asking.span) }));
  return queryOptions({
    queryKey: ["choices", variable.name, variable.regex, question, span.start, span.end],
    queryFn: async ({ signal }) => {
      if (question === null) throw new Error(variable.query);
      if (question.kind === "label") return optionsOf(variable, await labelValues(question.label, question.metric, span.start, span.end, signal));
      const { series } = await queryAt(question.expr, span.end, signal);
      return optionsOf(variable, series.map((one) => (question.label === null ? writtenSeries(one) : (one.labels[question.label] ?? ""))));
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** A series with its value, as Grafana gives it to the pattern of a `query_result` variable. */
function writtenSeries(series: QueryResult["series"][number]): string {
  const { __name__: metric = "", ...labels } = series.labels;
  const [time, value] = series.points[0] ?? ["", null];
  return `${metric}{${Object.entries(labels).map(([name, one]) => `${name}="${one}"`).join(",")}} ${String(value)} ${String(Date.parse(time))}`;
}

export interface PanelData { lines: Line[]; warnings: string[]; moment: Moment; queries: { refId: string; expr: string }[] }

/** All targets of a panel, asked with the variables filled in. Its window moves by whole steps, so a refresh within one asks nothing. */
export function panelQuery(panel: Panel, asking: Asking) {
  const least = panel.targets.map((target) => target.interval).find((one) => one !== "") ?? panel.interval;
  const moment = momentOf(asking.span, least, panel.maxPoints);
  const now = Math.floor(asking.span.end / SCRAPE_S) * SCRAPE_S;
  const queries = panel.targets.map((target) => ({ target, expr: fill(target.expr, asking.variables, asking.chosen, asking.choices, moment) }));
  const [some, all] = [queries.some(({ target }) => isInstant(panel, target)), queries.every(({ target }) => isInstant(panel, target))];
  return queryOptions({
    queryKey: ["panel", queries.map(({ target, expr }) => [target.refId, expr, target.legend, isInstant(panel, target)]), some && now, !all && [moment.span.start, moment.span.end, moment.step]],
    queryFn: async ({ signal }): Promise<PanelData> => {
      const answers = await Promise.all(queries.map(({ target, expr }) => (isInstant(panel, target) ? queryAt(expr, now, signal) : queryRange(expr, moment.span.start, moment.span.end, moment.step, signal))));
      return {
        moment,
        lines: answers.flatMap((answer, index) => {
          const target = queries[index]?.target;
          return target === undefined ? [] : linesOf(target, answer);
        }),
        warnings: [...new Set(answers.flatMap((answer) => answer.warnings))],
        queries: queries.map(({ target, expr }) => ({ refId: target.refId, expr })),
      };
    },
    placeholderData: keepPreviousData,
    gcTime: 20_000,
    staleTime: 60_000,
  });
}

function isInstant(panel: Panel, target: Panel["targets"][number]): boolean {
  return target.instant && panel.type !== "timeseries" && panel.type !== "heatmap";
}

export interface Mark { from: number; to: number; title: string; text: string; color: string }

export function marksQuery(annotations: readonly Annotation[], asking: Asking) {
  const asked = annotations.filter((one) => one.enabled).map((annotation) => {
    const step = Math.max(stepOf(asking.span), durationSeconds(annotation.step) ?? 0);
    const span = aligned(asking.span, step);
    return { annotation, step, span, expr: fill(annotation.expr, asking.variables, asking.chosen, asking.choices, { span, step }) };
  });
  return queryOptions({
    queryKey: ["marks", asked.map(({ annotation, step, span, expr }) => [annotation.name, expr, step, span.start, span.end])],
    queryFn: async ({ signal }): Promise<Mark[]> => {
      const answers = await Promise.all(asked.map(({ expr, span, step }) => queryRange(expr, span.start, span.end, step, signal)));
      return answers.flatMap((answer, index) => {
        const one = asked[index];
        return one === undefined ? [] : marksOf(one.annotation, one.step, answer);
      });
    },
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Moments that follow each other by one step are one event, from the first to the last. */
export function marksOf(annotation: Annotation, step: number, answer: QueryResult): Mark[] {
  return answer.series.flatMap((series) => {
    const named = (text: string) => text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => series.labels[label] ?? "");
    const marks: Mark[] = [];
    for (const [time, value] of series.points) {
      if (value === null || value === 0) continue;
      const at = Date.parse(time) / 1000;
      const last = marks.at(-1);
      if (last !== undefined && at - last.to <= step * 1.5) last.to = at;
      else marks.push({ from: at, to: at, title: named(annotation.title) || annotation.name, text: named(annotation.text), color: annotation.color });
    }
    return marks;
  });
}
