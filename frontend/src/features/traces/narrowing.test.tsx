import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { failure, show } from "@/test/render";
import { PATH, server, lists, last, soon, box, side, options } from "@/test/traces";
import { TracesPage } from "./TracesPage";

describe("the filter", () => {
  it("completes by keyboard and applies what is whole", async () => {
    const asked = server();
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("mo");
    const field = await soon(() => options().getByRole("option", { name: /model:/ }));
    await soon(() => expect(options().getAllByRole("option")).toHaveLength(1));
    expect((await box()).getAttribute("role")).toBe("combobox");
    await user.keyboard("{ArrowDown}");
    expect(field.getAttribute("aria-selected")).toBe("true");
    expect((await box()).getAttribute("aria-activedescendant")).toBe(field.id);
    await user.keyboard("{Enter}");
    expect(await box()).toHaveProperty("value", "model:");
    await user.keyboard("ll");
    await soon(() => expect(options().getByRole("option", { name: "llama" })).toBeTruthy());
    // Half a value is not asked for.
    expect(lists(asked).every((url) => url.searchParams.get("q") === null)).toBe(true);
    await user.keyboard("{Tab}");
    expect(await box()).toHaveProperty("value", "model:llama ");
    await soon(() => expect(last(asked, "q")).toBe("model:llama"));
    expect(history.location.search).toContain("q=model%3Allama");
    await user.keyboard("{Escape}");
    expect(screen.queryByLabelText("Suggestions")).toBeNull();
  });

  it("marks what is wrong at its place, keeps the list, and mends it on request", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("research modell:x{Enter}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Character 10: found “modell”");
    expect((await box()).getAttribute("aria-invalid")).toBe("true");
    expect(document.querySelector(".wrong")?.textContent).toBe("modell");
    expect(lists(asked).every((url) => !(url.searchParams.get("q") ?? "").includes("modell"))).toBe(true);
    await user.click(within(alert).getByRole("button", { name: "model" }));
    expect(await box()).toHaveProperty("value", "research model:x");
    await soon(() => expect(last(asked, "q")).toBe("research model:x"));
  });

  it("shows where a link's filter is wrong", async () => {
    server({ traces: () => failure(422, "invalid_filter", {}, { position: 5, length: 2, found: ">1", expected: ["a time with its unit, like 500ms, 2s or 1.5m"], suggestion: null }) });
    show(<TracesPage />, { path: `${PATH}?q=latency>>1` });
    expect(await screen.findByRole("heading", { name: "The filter is not valid" })).toBeTruthy();
    expect(screen.getAllByText(/Character 6: found “>1”, expected a time with its unit/).length).toBeGreaterThan(0);
    expect(screen.getByRole("button", { name: "Remove the filter" })).toBeTruthy();
  });

  it("remembers the filters last used", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("research{Enter}");
    await soon(() => expect(last(asked, "q")).toBe("research"));
    await user.click(screen.getByRole("button", { name: "Clear the filter" }));
    await user.tab();
    await user.click(await box());
    await user.click(await soon(() => options().getByRole("option", { name: "research" })));
    await soon(() => expect(last(asked, "q")).toBe("research"));
  });

  it("still works where the server cannot complete", async () => {
    const asked = server({ more: { "/api/agentops/filter/complete": () => failure(501, "capability_missing") } });
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("research");
    await soon(() => expect(last(asked, "q")).toBe("research"));
  });
});

describe("the facets", () => {
  it("put values into the filter and take them out", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByLabelText("Show the values to filter by"));
    const facets = await side();
    await user.click(await facets.findByRole("button", { name: /^Model llama, \d+ traces/ }));
    await soon(() => expect(last(asked, "q")).toBe("model:llama"));
    await user.click(await facets.findByRole("button", { name: /^Model mistral/ }));
    await soon(() => expect(last(asked, "q")).toBe("model:(llama,mistral)"));
    // The alternatives are counted without what is chosen of the field itself.
    await soon(() => expect(asked.some((url) => url.pathname.endsWith("/facets") && url.searchParams.get("fields") === "model" && url.searchParams.get("q") === null)).toBe(true));
    await user.click(facets.getByRole("button", { name: "Exclude qwen-235b" }));
    await soon(() => expect(last(asked, "q")).toBe("model:(llama,mistral) -model:qwen-235b"));
    await user.click(facets.getByRole("button", { name: "Clear Model" }));
    await soon(() => expect(last(asked, "q")).toBeNull());
  });

  it("agree with the status beside the box", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByLabelText("Show the values to filter by"));
    const facets = await side();
    await user.click(await facets.findByRole("button", { name: /^Status Failed/ }));
    await soon(() => expect(last(asked, "status")).toBe("ERROR"));
    expect(screen.getByRole("radio", { name: "Failed" })).toHaveProperty("checked", true);
    await user.click(facets.getByRole("button", { name: /^Status Unknown/ }));
    await soon(() => expect(last(asked, "q")).toBe("status:(error,indeterminate)"));
    expect(last(asked, "status")).toBeNull();
  });

  it("can be put away, and stay so", async () => {
    server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByLabelText("Show the values to filter by"));
    const facets = await side();
    await user.click(await facets.findByRole("button", { name: "Model" }));
    expect(facets.queryByRole("button", { name: /^Model llama/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Hide the values to filter by" }));
    expect(screen.queryByLabelText("Narrow down")).toBeNull();
    expect(localStorage.getItem("portal.traces.side.u-me")).toBe("closed");
  });
});
