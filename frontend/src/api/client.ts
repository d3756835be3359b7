/** The one place that talks to the server. Every failure becomes an `ApiFailure` with a kind the screen can explain. */

export type FailureKind = "unauthenticated" | "forbidden" | "not_found" | "throttled" | "agentops_away" | "portal_away" | "rejected" | "server";

export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly kind: FailureKind;
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  /** Seconds to wait before trying again, where the server said so. */
  readonly retryAfter: number | null;

  constructor(init: { kind: FailureKind; status: number; code: string; message: string; requestId?: string | null; retryAfter?: number | null }) {
    super(init.message);
    this.kind = init.kind;
    this.status = init.status;
    this.code = init.code;
    this.requestId = init.requestId ?? null;
    this.retryAfter = init.retryAfter ?? null;
  }
}

export type QueryValue = string | number | undefined;

interface RequestOptions {
  method?: "GET" | "POST";
  query?: Record<string, QueryValue> | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
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

interface ErrorBody { code: string; message: string; requestId: string | null }

function errorBody(value: unknown): ErrorBody | null {
  if (typeof value !== "object" || value === null || !("error" in value)) return null;
  const error: unknown = value.error;
  if (typeof error !== "object" || error === null) return null;
  const text = (key: string) => {
    const found: unknown = (error as Record<string, unknown>)[key];
    return typeof found === "string" ? found : null;
  };
  return { code: text("code") ?? "", message: text("message") ?? "", requestId: text("request_id") };
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
  });
}

/** `T` is what the generated types say that this path answers; callers are in endpoints.ts only. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const url = new URL(path, window.location.origin);
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== "") url.searchParams.set(key, String(value));
  }
  const init: RequestInit = {
    method: options.method ?? "GET",
    credentials: "same-origin",
    headers: { Accept: "application/json", ...(options.body === undefined ? {} : { "Content-Type": "application/json" }) },
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
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}
