#!/usr/bin/env node
// Brings LiteLLM's tables up to date: `migrate.mjs FOLDER` applies the migrations that LiteLLM ships, each once and in order, as
// `prisma migrate deploy` does. That command needs a program which is fetched from a server of Prisma's; its book-keeping
// (_prisma_migrations, checksums, advisory lock) is kept here exactly, so either may be used on a database after the other.

import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { connection } from "./connection.mjs";

const { Client } = createRequire(import.meta.url)("pg");
const PRISMAS_LOCK = 72707369;
const BOOKS = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,
  rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

const [folder] = process.argv.slice(2);
const { schema, place, pool } = connection(process.env.DATABASE_URL);
const client = new Client(pool);

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

try {
  await client.connect();
} catch (error) {
  fail(`LITELLM_DATABASE_URL: PostgreSQL at ${place} cannot be used (${error.message}): correct it in .env or start the database.`);
}
await client.query(`SET search_path TO "${schema.replaceAll('"', '""')}"`);
await client.query("SELECT pg_advisory_lock($1)", [PRISMAS_LOCK]);
await client.query(BOOKS);
const { rows } = await client.query("SELECT migration_name, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL");
const known = new Map(rows.map((row) => [row.migration_name, row.finished_at]));
let count = 0;
for (const name of readdirSync(folder).sort()) {
  const file = join(folder, name, "migration.sql");
  if (!existsSync(file) || known.get(name)) continue;
  if (known.has(name)) fail(`LiteLLM's migration ${name} was begun before and not finished: mend the database, see "prisma migrate resolve".`);
  const script = readFileSync(file);
  const id = randomUUID();
  const checksum = createHash("sha256").update(script).digest("hex");
  await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [id, checksum, name]);
  try {
    await client.query(script.toString("utf8"));
  } catch (error) {
    await client.query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, error.message]);
    fail(`LiteLLM's migration ${name} failed (${error.message}): mend the database and start the gateway again.`);
  }
  await client.query("UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1", [id]);
  count += 1;
}
await client.end();
if (count) console.log(`${count} of LiteLLM's migrations were applied.`);
