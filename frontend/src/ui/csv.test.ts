import { expect, it } from "vitest";
import { toCsv } from "./csv";

it("quotes what needs quoting and disarms formulas", () => {
  expect(toCsv(["name", "n"], [["a,b", 1], ['say "hi"', null], ["=1+1", -2]])).toBe('name,n\r\n"a,b",1\r\n"say ""hi""",\r\n\'=1+1,-2\r\n');
});
