import { request, type Method, type QueryValue } from "./client";
import { filled, type Optional } from "./endpoints";
import type { AnswerOf, BodyOf, Path, QueryOf } from "./types";

interface Sent<P extends Path, V extends "post" | "put" | "patch" | "delete"> {
  fill?: Record<string, string>;
  query?: Optional<QueryOf<P, V>>;
  body?: BodyOf<P, V>;
}

/** A typed request that changes something. */
export function act<V extends "post" | "put" | "patch" | "delete", P extends Path>(verb: V, path: P, sent: Sent<P, V> = {}): Promise<AnswerOf<P, V>> {
  return request<AnswerOf<P, V>>(filled(path, sent.fill ?? {}), {
    method: verb.toUpperCase() as Method,
    query: sent.query as Record<string, QueryValue> | undefined,
    body: sent.body,
  });
}
