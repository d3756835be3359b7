/** JSON whose shape is not ours: read with care, never cast. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject { [key: string]: Json }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
export const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
export const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
export const text = (value: Json | undefined): string => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");

/** Every leaf with its path: "legend.calcs[]". Empty lists and objects are no leaves. */
export function paths(value: Json, prefix = ""): [path: string, leaf: Json][] {
  if (Array.isArray(value)) return value.flatMap((one) => paths(one, `${prefix}[]`));
  if (isObject(value)) return Object.entries(value).flatMap(([key, one]) => paths(one, prefix === "" ? key : `${prefix}.${key}`));
  return [[prefix, value]];
}

/** The leaf at a path without lists. */
export function at(value: JsonObject, path: string): Json | undefined {
  return path.split(".").reduce<Json | undefined>((now, key) => (isObject(now) ? now[key] : undefined), value);
}
