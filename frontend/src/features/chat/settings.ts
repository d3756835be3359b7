import type { ChatBody } from "@/api/chat";

/** The numbers that can be set, with the portal's limits. Kept as typed; "" leaves the choice to the model. */
export const SETTINGS = [
  { name: "temperature", min: 0, max: 2, step: 0.1, whole: false, openMin: false },
  { name: "top_p", min: 0, max: 1, step: 0.05, whole: false, openMin: true },
  { name: "max_tokens", min: 1, max: 131_072, step: 1, whole: true, openMin: false },
  { name: "presence_penalty", min: -2, max: 2, step: 0.1, whole: false, openMin: false },
  { name: "frequency_penalty", min: -2, max: 2, step: 0.1, whole: false, openMin: false },
  { name: "seed", min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, whole: true, openMin: false },
] as const;

export type Setting = (typeof SETTINGS)[number];
export type SettingName = Setting["name"];
export type Settings = Readonly<Record<SettingName, string>>;
export const NO_SETTINGS: Settings = { temperature: "", top_p: "", max_tokens: "", presence_penalty: "", frequency_penalty: "", seed: "" };

/** The number that was typed, undefined for nothing, null for what is none or out of bounds. */
export function valueOf(setting: Setting, text: string): number | undefined | null {
  if (text.trim() === "") return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < setting.min || value > setting.max) return null;
  if ((setting.whole && !Number.isInteger(value)) || (setting.openMin && value === setting.min)) return null;
  return value;
}

export function wrongSettings(settings: Settings): SettingName[] {
  return SETTINGS.filter((setting) => valueOf(setting, settings[setting.name]) === null).map(({ name }) => name);
}

/** Those that are set, as the portal takes them. */
export function settingsBody(settings: Settings): Partial<Pick<ChatBody, SettingName>> {
  return Object.fromEntries(SETTINGS.flatMap((setting) => {
    const value = valueOf(setting, settings[setting.name]);
    return value === undefined || value === null ? [] : [[setting.name, value]];
  }));
}
