import { describe, expect, it } from "vitest";
import { ALL, readDashboard } from "./grafana";
import { aligned, durationSeconds, durationText, rateInterval, stepOf } from "./interval";
import type { JsonObject } from "./json";
import { chosenOf, fill, momentOf, optionsOf, questionOf, readValues, writeValues } from "./variables";

function variables(...list: JsonObject[]) {
  return readDashboard({ templating: { list } }).variables;
}
const MODEL = { type: "query", name: "model", multi: true, includeAll: true, allValue: ".*", query: "label_values(llm_requests_total, model)" };
const MOMENT = momentOf({ start: 1000, end: 4600 }, "", null);

describe("filling a query", () => {
  const filled = (text: string, values: string[], change: JsonObject = {}) => fill(text, variables({ ...MODEL, ...change }), { model: values }, { model: [{ text: "a", value: "a.b" }, { text: "c", value: "c" }] }, MOMENT);

  it("writes what may be several as a pattern, escaped for a PromQL string", () => {
    expect(filled('x{model=~"$model"}', ["gpt-4.1"])).toBe('x{model=~"gpt-4\\\\.1"}');
    expect(filled('x{model=~"$model"}', ["a.b", "c"])).toBe('x{model=~"(a\\\\.b|c)"}');
    expect(filled('x{model=~"$model"}', ['q"uote'])).toBe('x{model=~"q\\"uote"}');
  });

  it("writes one that is one as it is, in quotes of its query", () => {
    expect(filled('x{model="$model"}', ["gpt-4.1"], { multi: false, includeAll: false })).toBe('x{model="gpt-4.1"}');
  });

  it("takes the value for all, or all choices where there is none", () => {
    expect(filled("$model", [ALL])).toBe(".*");
    expect(filled("$model", [ALL], { allValue: "" })).toBe("(a\\\\.b|c)");
    expect(fill("$model", variables({ ...MODEL, allValue: "" }), { model: [ALL] }, {}, MOMENT)).toBe(".*");
  });

  it("knows all ways of naming one, and the formats", () => {
    expect(filled("${model} [[model]] ${model:pipe} ${model:csv} ${model:regex} ${model:doublequote} ${model:raw}", ["a.b", "c"]))
      .toBe('(a\\\\.b|c) (a\\\\.b|c) a.b|c a.b,c (a\\.b|c) "a.b","c" a.b,c');
  });

  it("leaves alone what it does not know, also a name that only begins like one", () => {
    expect(filled("$models $other", ["a"])).toBe("$models $other");
  });

  it("fills the intervals and the range", () => {
    expect(filled("rate(x[$__rate_interval]) $__interval $__range $__range_s ${__interval_ms}", [])).toBe("rate(x[1m]) 15s 1h 3600 15000");
  });

  it("resolves an interval variable by itself", () => {
    const interval = variables({ type: "interval", name: "every", query: "1m,5m", auto: true, auto_count: 10, auto_min: "1m" });
    expect(fill("$every", interval, { every: ["5m"] }, {}, MOMENT)).toBe("5m");
    expect(fill("$every", interval, { every: ["$__auto_interval_every"] }, {}, MOMENT)).toBe("10m");
  });
});

describe("the choice", () => {
  it("is the address's, else the dashboard's, else the first there is", () => {
    const list = variables({ ...MODEL, current: { value: ["$__all"] } }, { type: "query", name: "one", query: "label_values(up, job)" }, { type: "custom", name: "mode", query: "fast, slow : very slow" });
    const choices = { one: [{ text: "j", value: "j" }] };
    expect(chosenOf(list, {}, choices)).toEqual({ model: [ALL], one: ["j"], mode: ["fast"] });
    expect(chosenOf(list, { "var-model": "a,b", "var-one": "x,y" }, choices)).toEqual({ model: ["a", "b"], one: ["x"], mode: ["fast"] });
    expect(list[2]?.options).toEqual([{ text: "fast", value: "fast" }, { text: "slow", value: "very slow" }]);
  });

  it("survives the address, commas and backslashes included", () => {
    const values = ["a,b", "c\\d", "e"];
    expect(readValues(writeValues(values))).toEqual(values);
    expect(readValues("")).toEqual([]);
  });
});

describe("the question of a variable", () => {
  it("asks for labels, or for what a query gives", () => {
    expect(questionOf("label_values(up, job)")).toEqual({ kind: "label", label: "job", metric: "up" });
    expect(questionOf("label_values(vllm:num_requests_running, model_name)")).toEqual({ kind: "label", label: "model_name", metric: "vllm:num_requests_running" });
    expect(questionOf('label_values(up{job="a", x="b"}, instance)')).toEqual({ kind: "query", label: "instance", expr: 'group by (instance) (up{job="a", x="b"})' });
    expect(questionOf("label_values(job)")).toEqual({ kind: "query", label: "job", expr: 'group by (job) ({job!=""})' });
    expect(questionOf("query_result(topk(5, up))")).toEqual({ kind: "query", label: null, expr: "topk(5, up)" });
    expect(questionOf("metrics(.*)")).toBeNull();
  });

  it("picks and orders the choices", () => {
    const of = (change: JsonObject, values: string[]) => optionsOf(variables({ ...MODEL, ...change })[0] as never, values).map((option) => `${option.text}=${option.value}`);
    expect(of({ sort: 1 }, ["b", "a", "a"])).toEqual(["a=a", "b=b"]);
    expect(of({ sort: 2 }, ["a", "b"])).toEqual(["b=b", "a=a"]);
    expect(of({ sort: 3 }, ["gpu10", "gpu9"])).toEqual(["gpu9=gpu9", "gpu10=gpu10"]);
    expect(of({ regex: "/^gpu(\\d+)$/" }, ["gpu1", "cpu2"])).toEqual(["1=1"]);
    expect(of({ regex: "/(?<text>\\w+):(?<value>\\d+)/" }, ["a:1"])).toEqual(["a=1"]);
    expect(of({ regex: "/(/" }, ["a"])).toEqual(["a=a"]);
  });
});

describe("steps", () => {
  it("are round, fit the width and never finer than what is scraped", () => {
    expect(stepOf({ start: 0, end: 900 })).toBe(15);
    expect(stepOf({ start: 0, end: 86_400 })).toBe(600);
    expect(stepOf({ start: 0, end: 2_592_000 })).toBe(10_800);
    expect(stepOf({ start: 0, end: 900 }, "1m")).toBe(60);
    expect(stepOf({ start: 0, end: 86_400 }, "", 24)).toBe(3600);
  });

  it("align the window, so that a refresh within a step asks the same", () => {
    expect(aligned({ start: 1007, end: 1307 }, 60)).toEqual({ start: 960, end: 1260 });
    expect(aligned({ start: 1010, end: 1310 }, 60)).toEqual(aligned({ start: 1007, end: 1307 }, 60));
  });

  it("reads and writes durations", () => {
    expect([durationSeconds("90s"), durationSeconds(">15s"), durationSeconds("1h30m"), durationSeconds("x")]).toEqual([90, 15, 5400, null]);
    expect([durationText(90), durationText(300), durationText(7200), durationText(86_400)]).toEqual(["90s", "5m", "2h", "1d"]);
    expect(rateInterval(15)).toBe(60);
    expect(rateInterval(300)).toBe(315);
  });
});
