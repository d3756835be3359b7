const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, "Edge"], [/\bOPR\/(\d+)/, "Opera"], [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"], [/\bWhale\/(\d+)/, "Whale"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"], [/\b(?:HeadlessChrome|CriOS|Chrome|Chromium)\/(\d+)/, "Chrome"], [/\bVersion\/(\d+)[.\d]* (?:Mobile\/\w+ )?Safari\//, "Safari"],
  [/^curl\/(\d+)/, "curl"], [/^python-httpx\/(\d+)/, "httpx"], [/^Python-urllib\/(\d+)/, "urllib"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"], [/\biPad\b/, "iPad"], [/\bAndroid\b/, "Android"], [/\bWindows NT\b/, "Windows"], [/\bMac OS X\b/, "macOS"], [/\bCrOS\b/, "ChromeOS"], [/\bLinux\b/, "Linux"],
];

/** "Chrome 138 · Windows" from a user agent; null when it names nothing known. */
export function deviceOf(agent: string): string | null {
  const browser = BROWSERS.map(([pattern, name]) => [pattern.exec(agent)?.[1], name] as const).find(([version]) => version !== undefined);
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  const parts = [browser === undefined ? undefined : `${browser[1]} ${browser[0] ?? ""}`, system].filter((part) => part !== undefined);
  if (parts.length > 0) return parts.join(" · ");
  return agent.trim() === "" ? null : agent.slice(0, 60);
}
