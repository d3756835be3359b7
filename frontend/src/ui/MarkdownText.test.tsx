import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { en } from "@/i18n/en";
import { I18nProvider } from "@/i18n/I18n";
import { MarkdownText } from "./MarkdownText";

function draw(text: string) {
  return render(<I18nProvider initial={{ language: "en", dictionary: en }}><MarkdownText text={text} /></I18nProvider>).container;
}

it("draws structure", () => {
  draw("# Title\n\n- one\n- **two**\n\n| a | b |\n|---|---|\n| 1 | 2 |");
  expect(screen.getByRole("heading", { name: "Title" })).toBeTruthy();
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
  expect(screen.getByRole("cell", { name: "2" })).toBeTruthy();
});

it("runs nothing, fetches nothing and opens no odd address", () => {
  const box = draw("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> ![secret](https://tracker.example/p.png) [a](javascript:alert(1)) [b](https://example.com/x) [c](/admin)");
  expect(box.querySelector("script, img, iframe")).toBeNull();
  expect(box.textContent).toContain("<script>alert(1)</script>");
  expect([...box.querySelectorAll("a")].map((link) => link.href)).toEqual(["https://example.com/x"]);
});

it("shows entities as the characters they stand for, except in code", () => {
  const box = draw("a &lt; b, `a &lt; b`");
  expect(box.textContent).toBe("a < b, a &lt; b");
});

it("offers code for copying, as it was written", async () => {
  const written: string[] = [];
  const user = userEvent.setup();
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation((text) => {
    written.push(text);
    return Promise.resolve();
  });
  draw("```python title=x\nprint('a  <b>')\n```");
  expect(screen.getByText("python")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Copy" }));
  expect(written).toEqual(["print('a  <b>')"]);
});
