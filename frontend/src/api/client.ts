/** The one place that talks to the server. Every failure becomes an `ApiFailure` with a kind the screen can explain. */

export type FailureKind = "unauthenticated" | "forbidden" | "not_found" | "throttled" | "agentops_away" | "portal_away" | "rejected" | "server";

/** What is wrong with one field of a request; `field` is its path inside the body or query, "email" or "scopes.0". */
export interface FieldProblem { field: string; problem: string }

export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly kind: FailureKind;
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  /** Seconds to wait before trying again, where the server said so. */
  readonly retryAfter: number | null;
  /** Empty unless the server named fields (422). */
  readonly fields: readonly FieldProblem[];
  /** What else the server told about it, as it came; null when nothing. */
  readonly details: Readonly<Record<string, unknown>> | null;
  /** The trace that tells what happened, where the server names one. */
  readonly traceId: string | null;

  constructor(init: { kind: FailureKind; status: number; code: string; message: string; requestId?: string | null; retryAfter?: number | null; fields?: readonly FieldProblem[]; details?: Readonly<Record<string, unknown>> | null; traceId?: string | null }) {
    super(init.message);
    this.kind = init.kind;
    this.status = init.status;
    this.code = init.code;
    this.requestId = init.requestId ?? null;
    this.retryAfter = init.retryAfter ?? null;
    this.fields = init.fields ?? [];
    this.details = init.details ?? null;
    this.traceId = init.traceId ?? null;
  }
}

export type QueryValue = string | number | undefined;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestOptions {
  method?: Method;
  query?: Record<string, QueryValue> | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
  headers?: Record<string, string> | undefined;
}

const AWAY_CODES = new Set(["agentops_unavailable", "agentops_timeout", "agentops_bad_answer", "agentops_wrong_token"]);

function kindOf(status: number, code: string): FailureKind {
  if (AWAY_CODES.has(code)) return "agentops_away";
  switch (status) {
    case 401: return "unauthenticated";
    case 403: return "forbidden";
    case 404: return "not_found";
    case 429: return "throttled";
    // A development proxy answers 502 or 504 with no body of ours when the portal itself is down.
    case 502:
    case 503:
    case 504: return code === "" ? "portal_away" : "agentops_away";
    default: return status < 500 ? "rejected" : "server";
  }
}

function secondsFrom(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null;
}

interface ErrorBody { code: string; message: string; requestId: string | null; fields: readonly FieldProblem[]; details: Readonly<Record<string, unknown>> | null }

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** `details.fields` of a 422: paths begin with where the value was sent, which a form does not care about. */
function fieldsOf(details: unknown): FieldProblem[] {
  if (!isRecord(details)) return [];
  // Refusals that a check beyond the schema gives name one field, and the reason.
  if (typeof details["field"] === "string" && typeof details["reason"] === "string") return [{ field: details["field"], problem: details["reason"] }];
  if (!Array.isArray(details["fields"])) return [];
  return details["fields"].flatMap((entry: unknown) => {
    if (!isRecord(entry) || typeof entry["field"] !== "string" || typeof entry["problem"] !== "string") return [];
    return [{ field: entry["field"].replace(/^(?:body|query|path)\./, ""), problem: entry["problem"] }];
  });
}

function errorBody(value: unknown): ErrorBody | null {
  if (!isRecord(value) || !isRecord(value["error"])) return null;
  const error = value["error"];
  const text = (key: string) => {
    const found = error[key];
    return typeof found === "string" ? found : null;
  };
  const details = error["details"];
  return { code: text("code") ?? "", message: text("message") ?? "", requestId: text("request_id"), fields: fieldsOf(details), details: isRecord(details) ? details : null };
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const parsed: unknown = await response.json().catch(() => null);
  const body = errorBody(parsed);
  const code = body?.code ?? "";
  return new ApiFailure({
    kind: kindOf(response.status, code),
    status: response.status,
    code,
    message: body?.message !== undefined && body.message !== "" ? body.message : `HTTP ${response.status}`,
    requestId: body?.requestId ?? response.headers.get("X-Request-ID"),
    retryAfter: secondsFrom(response.headers.get("Retry-After")),
    fields: body?.fields ?? [],
    details: body?.details ?? null,
    traceId: response.headers.get("X-Trace-Id"),
  });
}

/** Sends a request; raises an `ApiFailure` unless the answer is a good one. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const url = new URL(path, window.location.origin);
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== "") url.searchParams.set(key, String(value));
  }
  const init: RequestInit = {
    method: options.method ?? "GET",
    credentials: "same-origin",
    headers: { Accept: "application/json", ...(options.body === undefined ? {} : { "Content-Type": "application/json" }), ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiFailure({ kind: "portal_away", status: 0, code: "", message: "The portal does not answer" });
  }
  if (!response.ok) throw await failureOf(response);
  return response;
}

/** `T` is what the generated types say that this path answers; callers are in endpoints.ts and its neighbours only. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  // 202 says that the work goes on; like 204 it has nothing to read.
  if (response.status === 204 || response.status === 202) return undefined as T;
  return (await response.json()) as T;
}

export interface Progress { bytes: number; /** What `X-Total-Count` says; null where it is not said. */ total: number | null }
export interface Loading { signal?: AbortSignal | undefined; onProgress?: ((progress: Progress) => void) | undefined }

/** A file that the server writes while it is read. A file that breaks off is a failure, never a short file. */
export async function download(path: string, options: RequestOptions & Loading): Promise<{ blob: Blob; total: number | null }> {
  const response = await send(path, options);
  const counted = Number(response.headers.get("X-Total-Count") ?? "x");
  const total = Number.isSafeInteger(counted) ? counted : null;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  let bytes = 0;
  try {
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
      parts.push(piece.value);
      bytes += piece.value.byteLength;
      options.onProgress?.({ bytes, total });
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiFailure({ kind: "portal_away", status: 0, code: "broken_off", message: "The file broke off" });
  }
  return { blob: new Blob(parts, { type: response.headers.get("Content-Type") ?? "application/octet-stream" }), total };
}
