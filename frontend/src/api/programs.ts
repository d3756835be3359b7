import { get, type Signal } from "./endpoints";

/** The programs behind the proxy, configured or not. */
export const listPrograms = async (signal?: Signal) => (await get("/api/proxy", undefined, signal)).programs;
