import type { UseQueryResult } from "@tanstack/react-query";
import { ApiFailure } from "@/api/client";
import type { Capabilities, Health, IngestStatus } from "@/api/types";

interface Parts {
  health: UseQueryResult<Health>;
  ingest: UseQueryResult<IngestStatus>;
  capabilities: UseQueryResult<Capabilities>;
  project: string | undefined;
}

function partOf(query: UseQueryResult): unknown {
  const { error, data } = query;
  if (error === null) return data ?? "not asked yet";
  const failure = error instanceof ApiFailure ? { kind: error.kind, status: error.status, code: error.code, message: error.message, request_id: error.requestId } : { message: error.message };
  return { error: failure, last_answer: data ?? null };
}

/** Everything this page knows, as text to hand to whoever helps. It holds no secret and no content of traces. */
export function diagnosticOf({ health, ingest, capabilities, project }: Parts): string {
  const known = {
    taken_at: new Date().toISOString(),
    portal: window.location.origin,
    browser: navigator.userAgent,
    project: project ?? null,
    health: partOf(health),
    ingest: partOf(ingest),
    agentops_server: partOf(capabilities),
  };
  return JSON.stringify(known, null, 2);
}
