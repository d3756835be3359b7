/** Colours of lines in order; tokens of both themes, so that neighbours differ in hue and in lightness. */
export const PALETTE = ["--series-1", "--series-3", "--series-4", "--kind-flow", "--kind-guard", "--kind-data", "--series-2", "--kind-other"] as const;

/** Our colour for each of Grafana's hues; shades of one hue are one colour here. */
const HUES: Record<string, string> = { green: "--ok", yellow: "--warn", orange: "--warn", red: "--bad", blue: "--kind-flow", purple: "--series-3" };
const NAMED: Record<string, string> = { text: "--ink", transparent: "--line", white: "--ink", black: "--ink", gray: "--idle", grey: "--idle" };

/** A colour of Grafana's JSON ("semi-dark-red", "#abc123", "text") as one of our tokens, or as it is where it is no name. */
export function colorOf(name: string): string {
  const hue = HUES[name.replace(/^(?:super-light|light|semi-dark|dark)-/, "")] ?? NAMED[name];
  if (hue !== undefined) return hue;
  return /^(?:#[0-9a-f]{3,8}|rgba?\([\d.,\s%]+\))$/i.test(name) ? name : "--ink-2";
}

export function paletteColor(index: number): string {
  return PALETTE[index % PALETTE.length] ?? "--series-1";
}

/** The same name has the same colour in every panel. */
export function nameColor(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return paletteColor(hash);
}

/** For CSS: tokens by their name. */
export function css(color: string): string {
  return color.startsWith("--") ? `var(${color})` : color;
}
