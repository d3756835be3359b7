
/** Which two traces are compared, and which pair of spans is looked at ("<span of a>-<span of b>"). */
export interface CompareSearch { a?: string | undefined; b?: string | undefined; only?: "different" | undefined; pair?: string | undefined }

const id = (value: unknown) => (typeof value === "string" && /^[0-9a-f]{32}$/.test(value) ? value : undefined);

export function readCompareSearch(raw: Record<string, unknown>): CompareSearch {
  const found: CompareSearch = {
    a: id(raw["a"]),
    b: id(raw["b"]),
    only: raw["only"] === "different" ? "different" : undefined,
    pair: typeof raw["pair"] === "string" && /^[0-9a-f]{0,16}-[0-9a-f]{0,16}$/.test(raw["pair"]) ? raw["pair"] : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
