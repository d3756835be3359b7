import { useI18n } from "./I18n";
import { palette as en, type PaletteText } from "./palette.en";
import { palette as ko } from "./palette.ko";

/** The words of the command palette, which is loaded when it is opened. */
export function usePaletteText(): PaletteText {
  return useI18n().language === "ko" ? ko : en;
}
