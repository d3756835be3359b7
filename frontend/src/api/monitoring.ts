import { act } from "./act";
import { get, type Signal } from "./endpoints";
import type { BodyOf } from "./types";

/** Alerts, and dashboards with their figures from Prometheus. */

export type SilenceCreate = BodyOf<"/api/alerts/silences", "post">;

export const listAlerts = (signal?: Signal) => get("/api/alerts", undefined, signal);
export const getAlertHistory = (start: string, end: string, signal?: Signal) => get("/api/alerts/history", { start_time: start, end_time: end }, signal);
export const acknowledgeAlert = (fingerprint: string, note: string) => act("post", "/api/alerts/{fingerprint}/acknowledge", { fill: { fingerprint }, body: { note } });
export const withdrawAcknowledgement = (fingerprint: string) => act("delete", "/api/alerts/{fingerprint}/acknowledge", { fill: { fingerprint } });
export const listSilences = async (signal?: Signal) => (await get("/api/alerts/silences", undefined, signal)).silences;
export const createSilence = (body: SilenceCreate) => act("post", "/api/alerts/silences", { body });
export const deleteSilence = (id: string) => act("delete", "/api/alerts/silences/{silence_id}", { fill: { silence_id: id } });
export const testAlert = (body: BodyOf<"/api/alerts/test", "post">) => act("post", "/api/alerts/test", { body });
export const listRunbooks = async (signal?: Signal) => (await get("/api/alerts/runbooks", undefined, signal)).names;
export const getRunbook = (name: string, language: "en" | "ko", signal?: Signal) => get("/api/alerts/runbooks/{name}", { language }, signal, { name });

export const listDashboards = async (signal?: Signal) => (await get("/api/dashboards", undefined, signal)).dashboards;
export const getDashboard = (uid: string, signal?: Signal) => get("/api/dashboards/{uid}", undefined, signal, { uid });

/** Moments in seconds since 1970, as a dashboard counts them. */
export const queryRange = (query: string, start: number, end: number, step: number, signal?: Signal) =>
  get("/api/dashboards/query", { query, start_time: String(start), end_time: String(end), step_seconds: step }, signal);
export const queryAt = (query: string, at: number, signal?: Signal) => get("/api/dashboards/query", { query, end_time: String(at), instant: true }, signal);
export const labelValues = async (label: string, metric: string, start: number, end: number, signal?: Signal) =>
  (await get("/api/dashboards/labels/{label}", { metric, start_time: String(start), end_time: String(end) }, signal, { label })).values;
