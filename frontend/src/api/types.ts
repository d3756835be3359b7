import type { components, paths } from "./__generated__/schema";

/** The names the screen uses for what the portal's OpenAPI document defines. Nothing here is written by hand but names. */
type Schemas = components["schemas"];

export type User = Schemas["UserOut"];
export type Session = Schemas["Me"];
export type Project = Schemas["Project"];
export type TraceSummary = Schemas["TraceSummary"];
export type TraceList = Schemas["TracePage"];
export type TraceDetail = Schemas["TraceDetail"];
export type Span = Schemas["Span"];
export type SpanEvent = Schemas["SpanEvent"];
export type Message = Schemas["Message"];
export type ToolCall = Schemas["ToolCall"];
export type Payload = Schemas["Payload"];
export type Metrics = Schemas["Metrics"];
export type Totals = Schemas["Totals"];
export type SeriesPoint = Schemas["MetricsBucket"];
export type ModelRow = Schemas["ModelFigures"];
export type IngestStatus = Schemas["IngestStatus"];

export type TraceStatus = TraceSummary["status"];
export type SpanStatus = Span["status"];
export type SpanKind = Span["kind"];

export type GetPath = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: unknown } } } ? P : never }[keyof paths];
type Operation<P extends GetPath> = paths[P] extends { get: infer O } ? O : never;
export type Query<P extends GetPath> = Operation<P> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
export type Answer<P extends GetPath> = Operation<P> extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : never;

type TraceQuery = Query<"/api/agentops/traces">;
export type TraceSort = NonNullable<TraceQuery["sort"]>;
export type SortOrder = NonNullable<TraceQuery["order"]>;
