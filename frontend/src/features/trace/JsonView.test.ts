import { expect, it } from "vitest";
import { pretty } from "./JsonView";

it("keeps short lists of JSON on one line", () => {
  expect(pretty({ languages: ["ko", "en"], empty: {}, nested: [{ a: 1 }] })).toBe('{\n  "languages": ["ko", "en"],\n  "empty": {},\n  "nested": [\n    {\n      "a": 1\n    }\n  ]\n}');
});
