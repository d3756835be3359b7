import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ANOMALIES } from "@mock/data/analytics";
import { PROJECT } from "@mock/data/traces";
import { failure, serve, show } from "@/test/render";
import { AnomaliesList } from "./AnomaliesPage";
import { AnomalyCard } from "./AnomalyCard";
import { lastWeek } from "./queries";

const projects = () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] });
const portal = (anomalies: unknown = ANOMALIES) => serve({ "/api/projects": projects, "/api/agentops/anomalies": () => anomalies });

it("explains each anomaly by its numbers and leads to its traces", async () => {
  portal();
  show(<AnomaliesList />);
  const item = await screen.findByRole("article", { name: "Latency: qwen-235b" });
  expect(item.textContent).toContain("One in twenty of 412 model calls took longer than 18.4 s 8 times the usual");
  expect(item.textContent).toContain("Usual is 2.30 s, mostly between 1.90 s and 3.10 s: the median of the same hour of 19 earlier days of this kind");
  expect(item.textContent).toContain("6.4 times as far");
  expect(within(item).getByRole("img").getAttribute("aria-label")).toContain("18.4 s; usual 2.30 s");
  const traces = new URL(within(item).getByRole("link", { name: "See the traces" }).getAttribute("href") ?? "", "http://screen");
  expect(Object.fromEntries(traces.searchParams)).toMatchObject({ q: "model=qwen-235b latency>3100ms", from: "2026-01-31T07:00:00.000000Z", to: "2026-01-31T09:00:00.000000Z" });
  expect(screen.getByRole("article", { name: "Failures: support_triage" }).textContent).toContain("22% of the traces failed in one hour (20 of 90)");
  expect(screen.getByRole("article", { name: "Volume: qwen-235b" }).textContent).toContain("Only 12 model calls in one hour 5% of the usual");
  expect(screen.getByText("gpt-new")).toBeTruthy();
});

it("speaks Korean with the same numbers", async () => {
  portal();
  show(<AnomaliesList />, { language: "ko" });
  expect((await screen.findByRole("article", { name: "지연 시간: qwen-235b" })).textContent).toContain("모델 호출 412건 중 스무 건에 한 건이 18.4초보다 오래 걸렸습니다 평소의 8배");
});

it("shows one kind of them on request", async () => {
  portal();
  show(<AnomaliesList />);
  const user = userEvent.setup();
  await screen.findByRole("article", { name: "Cost: qwen-235b" });
  await user.click(screen.getByRole("radio", { name: "Cost" }));
  expect(screen.getAllByRole("article").map((item) => item.getAttribute("aria-label"))).toEqual(["Cost: qwen-235b"]);
});

it("looks at a week at most, and says so", async () => {
  const asked = portal();
  show(<AnomaliesList />, { path: "/admin/monitoring/anomalies?range=30d" });
  expect(await screen.findByText("Only the last seven days of the range are looked at.")).toBeTruthy();
  const [question] = asked.filter((url) => url.pathname.endsWith("/anomalies"));
  const length = Date.parse(question?.searchParams.get("end_time") ?? "") - Date.parse(question?.searchParams.get("start_time") ?? "");
  expect(length).toBe(7 * 86_400_000);
  expect(lastWeek({ project: undefined, start: "2026-01-01T00:00:00Z", end: "2026-01-02T00:00:00Z" }).cut).toBe(false);
});

it("says that all is as usual, or that nothing is known yet", async () => {
  portal({ ...ANOMALIES, anomalies: [], learning: [] });
  show(<AnomaliesList />);
  expect(await screen.findByRole("heading", { name: "Nothing out of the ordinary" })).toBeTruthy();
});

it("says that there is nothing to compare yet", async () => {
  portal({ ...ANOMALIES, anomalies: [], learning: [], models: 0, agents: 0 });
  show(<AnomaliesList />);
  expect(await screen.findByRole("heading", { name: "Nothing to compare yet" })).toBeTruthy();
});

it("gives the Overview the latest three, and nothing where the server cannot tell", async () => {
  portal();
  show(<AnomalyCard />);
  const card = await screen.findByRole("region", { name: "Anomalies" });
  expect((await within(card).findAllByRole("listitem")).length).toBe(3);
  expect(within(card).getByRole("link", { name: "See all 4" }).getAttribute("href")).toContain("/admin/monitoring/anomalies");
});

it("stays away from the Overview where the server cannot tell", async () => {
  const asked = serve({ "/api/projects": projects, "/api/agentops/anomalies": () => failure(501, "capability_missing") });
  show(<AnomalyCard />);
  await waitFor(() => expect(asked.some((url) => url.pathname.endsWith("/anomalies"))).toBe(true));
  await waitFor(() => expect(screen.queryByRole("region")).toBeNull());
});
