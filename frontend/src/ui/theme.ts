import { useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";

const KEY = "portal.theme";
const EVENT = "portal-theme";

function read(): ThemeChoice {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function chooseTheme(choice: ThemeChoice): void {
  const root = document.documentElement;
  if (choice === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = choice;
  try {
    if (choice === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Forbidden storage only means that the choice lasts until the page is closed.
  }
  window.dispatchEvent(new Event(EVENT));
}

const system = window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(changed: () => void) {
  window.addEventListener(EVENT, changed);
  system.addEventListener("change", changed);
  return () => {
    window.removeEventListener(EVENT, changed);
    system.removeEventListener("change", changed);
  };
}

export function useTheme(): ThemeChoice {
  return useSyncExternalStore(subscribe, read);
}

/** What is drawn now, for canvas charts that cannot inherit CSS colours. */
export function useDrawnTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, () => {
    const choice = read();
    return choice === "system" ? (system.matches ? "dark" : "light") : choice;
  });
}
