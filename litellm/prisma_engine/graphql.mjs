// Between the GraphQL of prisma-client-py and Prisma's JSON protocol.

import { parse } from "graphql";

const ACTIONS = [
  "findUniqueOrThrow", "findUnique", "findFirstOrThrow", "findFirst", "findMany", "createMany", "createOne", "updateMany", "updateOne",
  "deleteMany", "deleteOne", "upsertOne", "aggregate", "groupBy", "queryRaw", "executeRaw",
];
/** Filters of a JSON field that take plain text. */
const AS_TEXT = new Set(["path", "mode", "string_contains", "string_starts_with", "string_ends_with"]);

/** The fields of each model of a Prisma schema: `Map(model, Map(field, type))`. */
export function fieldTypes(schema) {
  const models = new Map();
  for (const [, model, body] of schema.matchAll(/^model\s+(\w+)\s*\{([^]*?)^\}/gm)) {
    const fields = body.split("\n").map((line) => /^\s*(\w+)\s+(\w+)/.exec(line));
    models.set(model, new Map(fields.filter(Boolean).map(([, name, type]) => [name, type])));
  }
  return models;
}

/** `{ name, request }`: the alias under which the answer is expected, and the query in the JSON protocol. */
export function translated(document, models) {
  const [operation] = parse(document, { noLocation: true }).definitions;
  if (operation.selectionSet.selections.length !== 1) throw new Error("one operation at a time is understood");
  const [field] = operation.selectionSet.selections;
  const action = ACTIONS.find((one) => field.name.value.startsWith(one));
  if (!action) throw new Error(`the operation ${field.name.value} is not known`);
  const modelName = field.name.value.slice(action.length) || undefined;
  return { name: field.alias?.value ?? field.name.value, request: { modelName, action, query: part(field, modelName, models) } };
}

function part(field, model, models) {
  const args = Object.fromEntries((field.arguments ?? []).map((one) => [one.name.value, value(one.value, model, models)]));
  const selection = {};
  for (const one of field.selectionSet?.selections ?? []) {
    const name = one.name.value;
    const plain = !one.selectionSet && !one.arguments?.length;
    selection[name] = plain ? true : part(one, models.get(model)?.get(name), models);
  }
  return { arguments: args, selection };
}

/** `model` is the model whose fields an object here may name. */
function value(node, model, models) {
  switch (node.kind) {
    case "IntValue":
      return Number.isSafeInteger(Number(node.value)) ? Number(node.value) : { $type: "BigInt", value: node.value };
    case "FloatValue":
      return Number(node.value);
    case "NullValue":
      return null;
    case "ListValue":
      return node.values.map((one) => value(one, model, models));
    case "ObjectValue":
      return Object.fromEntries(node.fields.map((one) => [one.name.value, member(one, model, models)]));
    default:
      return node.value;
  }
}

function member({ name, value: node }, model, models) {
  const type = models.get(model)?.get(name.value);
  if (type === "Json") return json(node);
  // A relation leads to another model; `where`, `data`, `set`, `AND` and the like stay with this one.
  return value(node, models.has(type) ? type : type ? undefined : model, models);
}

// GraphQL has JSON as text. In the JSON protocol a text is a JSON string, and JSON is marked as such.
function json(node) {
  switch (node.kind) {
    case "StringValue":
      return { $type: "Json", value: node.value };
    case "EnumValue":
      return { $type: "Enum", value: node.value };
    case "ListValue":
      return node.values.map(json);
    case "ObjectValue":
      return Object.fromEntries(node.fields.map((one) => [one.name.value, AS_TEXT.has(one.name.value) ? value(one.value) : json(one.value)]));
    default:
      return value(node);
  }
}

/** An answer as the GraphQL interface gives it: plain values in place of `{ $type, value }`. */
export function answered(found) {
  if (Array.isArray(found)) return found.map(answered);
  if (found === null || typeof found !== "object") return found;
  if ("$type" in found) return found.value;
  return Object.fromEntries(Object.entries(found).map(([name, one]) => [name, answered(one)]));
}

/** An error in the engine's form. */
export function problem(message) {
  return { error: message, user_facing_error: { is_panic: false, message, backtrace: null } };
}
