import type { components, paths } from "./__generated__/schema";

/** The names the screen uses for what the portal's OpenAPI document defines. Nothing here is written by hand but names. */
type Schemas = components["schemas"];

export type User = Schemas["UserOut"];
export type Session = Schemas["Me"];
export type Project = Schemas["Project"];
export type TraceSummary = Schemas["TraceSummary"];
export type TraceList = Schemas["TracePage"];
export type Facet = Schemas["Facet"];
export type Completion = Schemas["Completion"];
export type Suggestion = Schemas["Suggestion"];
export type View = Schemas["View"];
export type TraceDetail = Schemas["TraceDetail"];
export type Span = Schemas["Span"];
export type SpanRow = Schemas["SpanRow"];
export type LogRecord = Schemas["LogRecord"];
export type Share = Schemas["Share"];
export type SpanEvent = Schemas["SpanEvent"];
export type Message = Schemas["Message"];
export type ToolCall = Schemas["ToolCall"];
export type Payload = Schemas["Payload"];
export type Metrics = Schemas["Metrics"];
export type Totals = Schemas["Totals"];
export type SeriesPoint = Schemas["MetricsBucket"];
export type ModelRow = Schemas["ModelFigures"];
export type IngestStatus = Schemas["IngestStatus"];

export type Role = User["role"];
export type Account = Schemas["Account"];
export type OwnSession = Schemas["SessionOut"];
export type ApiToken = Schemas["ApiTokenOut"];
export type NewApiToken = Schemas["ApiTokenCreated"];
export type Key = Schemas["Key"];
export type NewKey = Schemas["NewKey"];
export type KeyScope = NonNullable<Schemas["KeyCreate"]["scopes"]>[number];
export type Environment = NonNullable<Schemas["ProjectCreate"]["environment"]>;
export type Price = Schemas["Price"];
export type UnpricedModel = Schemas["UnpricedModel"];
export type DeadLetter = Schemas["DeadLetter"];
export type ProjectPolicy = Schemas["ProjectPolicyAnswer"];
export type PolicyRules = ProjectPolicy["policy"];
export type PayloadMode = ProjectPolicy["effective"]["payload_mode"];
export type PatternName = ProjectPolicy["effective"]["patterns"][number];
export type PolicyPreview = Schemas["PolicyPreview"];
export type AuditEntry = Schemas["AuditEntry"];
export type Health = Schemas["Health"];
export type Component = Schemas["Component"];
export type Capabilities = Schemas["Capabilities"];
export type Program = Schemas["ProgramInfo"];
export type Alert = Schemas["Alert"];
export type AlertSources = Schemas["Sources"];
export type AlertEpisode = Schemas["Episode"];
export type AlertHistory = Schemas["History"];
export type Silence = Schemas["Silence"];
export type Runbook = Schemas["Runbook"];
export type DashboardInfo = Schemas["DashboardInfo"];
export type QueryResult = Schemas["QueryResult"];

export type Replay = Schemas["Replay"];
export type ReplaySpan = Schemas["ReplaySpan"];
export type ReplayEvent = Schemas["ReplayEvent"];
export type AgentSession = Schemas["AgentSession"];
export type Flow = Schemas["Flow"];
export type FlowNode = Schemas["FlowNode"];
export type FlowEdge = Schemas["FlowEdge"];

export type TraceStatus = TraceSummary["status"];
export type SpanStatus = Span["status"];
export type SpanKind = Span["kind"];

export type GetPath = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: unknown } } } ? P : never }[keyof paths];
type Operation<P extends GetPath> = paths[P] extends { get: infer O } ? O : never;
export type Query<P extends GetPath> = Operation<P> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
export type Answer<P extends GetPath> = Operation<P> extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : never;

type Verb = "post" | "put" | "patch" | "delete";
export type Path = keyof paths;
type Act<P extends Path, V extends Verb> = paths[P] extends Record<V, infer O> ? O : never;
/** The body, the query and the answer of a request that changes something. */
export type BodyOf<P extends Path, V extends Verb> = Act<P, V> extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;
export type QueryOf<P extends Path, V extends Verb> = Act<P, V> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;
export type AnswerOf<P extends Path, V extends Verb> =
  Act<P, V> extends { responses: { 200: { content: { "application/json": infer T } } } } ? T
    : Act<P, V> extends { responses: { 201: { content: { "application/json": infer T } } } } ? T : undefined;

type TraceQuery = Query<"/api/agentops/traces">;
export type TraceSort = NonNullable<TraceQuery["sort"]>;
export type SessionSort = NonNullable<Query<"/api/agentops/sessions">["sort"]>;
export type SortOrder = NonNullable<TraceQuery["order"]>;
