// Writes the API types from openapi.json (which the portal writes). With --check: fails when they are stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../openapi.json", import.meta.url);
const target = new URL("../src/api/__generated__/schema.d.ts", import.meta.url);
const header = "// Generated from openapi.json by `npm run generate`. Do not edit.\n\n";

const document = JSON.parse(readFileSync(source, "utf8"));
const text = header + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));

if (process.argv.includes("--check")) {
  let current = "";
  try {
    current = readFileSync(target, "utf8");
  } catch {
    // A missing file is as stale as an old one.
  }
  if (current !== text) {
    console.error("src/api/__generated__/schema.d.ts is stale: run `npm run generate` and commit it.");
    process.exit(1);
  }
  console.log("API types match openapi.json");
} else {
  mkdirSync(new URL(".", target), { recursive: true });
  writeFileSync(target, text);
  console.log("wrote src/api/__generated__/schema.d.ts");
}
