// LITELLM_DATABASE_URL as the pg driver understands it: Prisma's own parameters are taken out.

const KEPT = new Set(["sslmode", "sslcert", "sslkey", "sslrootcert", "options", "application_name"]);

/** `{ schema, pool }`: the schema of LiteLLM's tables, and the settings of a pool of connections. */
export function connection(url) {
  const parsed = new URL(url);
  const number = (name, otherwise) => Number(parsed.searchParams.get(name) ?? otherwise);
  const max = number("connection_limit", 10);
  const wait = Math.max(number("pool_timeout", 10), number("connect_timeout", 5)) * 1000;
  const schema = parsed.searchParams.get("schema") ?? "public";
  for (const name of [...parsed.searchParams.keys()]) if (!KEPT.has(name)) parsed.searchParams.delete(name);
  // sslmode as PostgreSQL's own library reads it: `require` encrypts, `verify-full` also checks who answers.
  if (parsed.searchParams.has("sslmode")) parsed.searchParams.set("uselibpqcompat", "true");
  return { schema, place: parsed.host, pool: { connectionString: parsed.href, max, connectionTimeoutMillis: wait } };
}
