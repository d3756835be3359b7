import type { Dictionary } from "./en";

export type Language = "en" | "ko";

const KEY = "portal.language";

export function preferredLanguage(): Language {
  try {
    const stored = localStorage.getItem(KEY);
    if (stored === "en" || stored === "ko") return stored;
  } catch {
    // Storage can be forbidden: the browser's own language decides.
  }
  return navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Forbidden storage only means that the choice lasts until the page is closed.
  }
}

export async function loadDictionary(language: Language): Promise<Dictionary> {
  return language === "ko" ? (await import("./ko")).ko : (await import("./en")).en;
}
