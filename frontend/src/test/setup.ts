import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

// A slow machine is not a failing test.
configure({ asyncUtilTimeout: 50_000 });

// What jsdom lacks and the screen asks for. A virtual list measures its box: without a size it would draw no rows.
vi.stubGlobal("matchMedia", (query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }));
const SIZE = { inlineSize: 1200, blockSize: 600 };
vi.stubGlobal("ResizeObserver", class {
  readonly #callback: (entries: unknown[]) => void;
  constructor(callback: (entries: unknown[]) => void) {
    this.#callback = callback;
  }
  observe(target: Element) {
    queueMicrotask(() => this.#callback([{ target, borderBoxSize: [SIZE], contentBoxSize: [SIZE], contentRect: { width: 1200, height: 600 } }]));
  }
  unobserve() { /* the size never changes */ }
  disconnect() { /* the size never changes */ }
});
// The graph asks how far it is zoomed.
vi.stubGlobal("DOMMatrixReadOnly", class { readonly m22 = 1; });
Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 600 });
Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 1200 });
// Opening and closing is what the tests need of a modal; that the browser keeps the focus inside is for the browser tests.
HTMLDialogElement.prototype.showModal = function showModal() { this.open = true; };
HTMLDialogElement.prototype.close = function close() { this.open = false; };
Element.prototype.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  cleanup();
  localStorage.clear();
});
