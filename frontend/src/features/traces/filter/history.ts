import { readStored, writeStored } from "../stored";

const NAME = "traces.filters";
const MOST = 8;

/** The filters last used, the latest first. `owner`: the account and the project, whose values they name. */
export function readHistory(owner: string): string[] {
  try {
    const found: unknown = JSON.parse(readStored(NAME, owner) ?? "[]");
    return Array.isArray(found) ? found.filter((one): one is string => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function remember(owner: string, filter: string): void {
  const text = filter.trim();
  if (text === "") return;
  writeStored(NAME, owner, JSON.stringify([text, ...readHistory(owner).filter((one) => one !== text)].slice(0, MOST)));
}

export function forget(owner: string): void {
  writeStored(NAME, owner, null);
}
