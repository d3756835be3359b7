#!/usr/bin/env node
// Prisma's query engine for LiteLLM, from npm packages alone: Prisma's own engine, compiled to WebAssembly, behind the HTTP interface
// of the native program. That program is fetched from a server of Prisma's when Prisma is installed, which closed networks do not reach.
//
// prisma-client-py starts it as `engine.mjs -p PORT --enable-raw-queries` with PRISMA_DML_PATH and DATABASE_URL, and speaks GraphQL;
// the WebAssembly build knows Prisma's JSON protocol only, so requests and answers are translated (graphql.mjs).

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { connection } from "./connection.mjs";
import { answered, fieldTypes, problem, translated } from "./graphql.mjs";

const require = createRequire(import.meta.url);
const VERSION = require("@prisma/engines-version").enginesVersion;

if (process.argv.includes("--version")) {
  console.log(`query-engine ${VERSION}`);
  process.exit(0);
}

const { Pool, types } = require("pg");
const { PrismaPg } = require("@prisma/adapter-pg");
const { bindAdapter } = require("@prisma/driver-adapter-utils");
const bindings = require("@prisma/client/runtime/query_engine_bg.postgresql.js");

const DATAMODEL = readFileSync(process.env.PRISMA_DML_PATH, "utf8");
const MODELS = fieldTypes(DATAMODEL);

function loadEngine(adapter) {
  const file = require.resolve("@prisma/client/runtime/query_engine_bg.postgresql.wasm");
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), { "./query_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  // The engine takes an adapter only where the schema names the preview feature.
  const datamodel = DATAMODEL.replace(/(generator\s+\w+\s*\{)/, '$1\n  previewFeatures = ["driverAdapters"]');
  const options = { datamodel, logLevel: "error", logQueries: false, tracingConfig: { enabled: false } };
  return new bindings.QueryEngine({ ...options, enableTracing: false, enableMetrics: false }, (line) => console.error(line), adapter);
}

// PostgreSQL's `name` (of a view, a table) and lists of it are text to whoever reads them; the adapter of this version knows neither.
const TEXT_OF = new Map([
  [19, 25],
  [1003, 1009],
]);
const queryable = Object.getPrototypeOf(PrismaPg.prototype);
const performIO = queryable.performIO;
queryable.performIO = async function (query) {
  const answer = await performIO.call(this, query);
  if (answer.ok) for (const field of answer.value.fields ?? []) field.dataTypeID = TEXT_OF.get(field.dataTypeID) ?? field.dataTypeID;
  return answer;
};
types.setTypeParser(1003, types.getTypeParser(1009));

const { pool: settings, schema } = connection(datasource());
const pool = new Pool(settings);
pool.on("error", (error) => console.error(`query engine: ${error.message}`));
const engine = loadEngine(bindAdapter(new PrismaPg(pool, { schema })));
const NO_TRACE = JSON.stringify({});

/** DATABASE_URL, or what the client put in its place. */
function datasource() {
  const given = process.env.OVERWRITE_DATASOURCES;
  const [first] = given ? JSON.parse(given) : [];
  return first?.url ?? process.env.DATABASE_URL;
}

async function query(body, transaction) {
  const asked = JSON.parse(body);
  const one = async (document) => {
    const { name, request } = translated(document, MODELS);
    const answer = JSON.parse(await engine.query(JSON.stringify(request), NO_TRACE, transaction));
    return answer.errors ? { errors: answer.errors } : { data: { [name]: answered(Object.values(answer.data)[0]) } };
  };
  if (!Array.isArray(asked.batch)) return one(asked.query);
  const documents = asked.batch.map((part) => translated(part.query, MODELS));
  const request = { batch: documents.map((part) => part.request), transaction: asked.transaction ? {} : undefined };
  const answer = JSON.parse(await engine.query(JSON.stringify(request), NO_TRACE, transaction));
  if (answer.errors) return { errors: answer.errors };
  return {
    batchResult: answer.batchResult.map((part, number) =>
      part.errors ? { errors: part.errors } : { data: { [documents[number].name]: answered(Object.values(part.data)[0]) } },
    ),
  };
}

async function respond(method, path, body, transaction) {
  if (method === "GET" && path === "/status") return { status: "ok" };
  if (method === "POST" && path === "/") return query(body, transaction);
  if (method === "POST" && path === "/transaction/start") return JSON.parse(await engine.startTransaction(body, NO_TRACE));
  const [, kind, id, end] = path.split("/");
  if (method === "POST" && kind === "transaction" && end === "commit") return JSON.parse(await engine.commitTransaction(id, NO_TRACE));
  if (method === "POST" && kind === "transaction" && end === "rollback") return JSON.parse(await engine.rollbackTransaction(id, NO_TRACE));
  return { errors: [problem(`No such path: ${method} ${path}`)] };
}

function serve(port) {
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    let answer;
    try {
      const transaction = request.headers["x-transaction-id"];
      answer = await respond(request.method, request.url, Buffer.concat(parts).toString("utf8"), transaction);
    } catch (error) {
      answer = { errors: [problem(error instanceof Error ? error.message : String(error))] };
    }
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  // The client asks for `localhost`, which may be either of these.
  server.listen(port, "localhost");
}

function end() {
  // LiteLLM waits for it; an answer that is still being made has no reader any more.
  process.exit(0);
}

process.on("SIGINT", end);
process.on("SIGTERM", end);
await engine.connect(NO_TRACE);
serve(Number(process.argv[process.argv.indexOf("-p") + 1]));
