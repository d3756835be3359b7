import { get, type Signal } from "./endpoints";

/** The programs behind the proxy, configured or not. */
export const listPrograms = async (signal?: Signal) => (await get("/api/proxy", undefined, signal)).programs;

/** The dashboards of this release, which Grafana has as well. */
export const listBoards = async (signal?: Signal) => (await get("/api/dashboards", undefined, signal)).dashboards;
