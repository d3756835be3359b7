/** How past moments are written: "3 minutes ago", or the time itself. Chosen per browser. */
export type Times = "relative" | "absolute";

const KEY = "portal.times";

export function preferredTimes(): Times {
  try {
    return localStorage.getItem(KEY) === "absolute" ? "absolute" : "relative";
  } catch {
    return "relative";
  }
}

export function rememberTimes(times: Times): void {
  try {
    if (times === "relative") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, times);
  } catch {
    // Forbidden storage only means that the choice lasts until the page is closed.
  }
}
