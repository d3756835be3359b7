import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { en } from "@/i18n/en";
import { I18nProvider } from "@/i18n/I18n";
import { pretty } from "./JsonView";
import { Markdown } from "./Markdown";

function draw(text: string) {
  return render(<I18nProvider initial={{ language: "en", dictionary: en }}><Markdown text={text} /></I18nProvider>).container;
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

it("keeps short lists of JSON on one line", () => {
  expect(pretty({ languages: ["ko", "en"], empty: {}, nested: [{ a: 1 }] })).toBe('{\n  "languages": ["ko", "en"],\n  "empty": {},\n  "nested": [\n    {\n      "a": 1\n    }\n  ]\n}');
});
