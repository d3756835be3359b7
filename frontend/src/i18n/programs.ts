import { useI18n } from "./I18n";
import { programsEn, type ProgramText } from "./programs.en";
import { programsKo } from "./programs.ko";

export function useProgramText(): ProgramText {
  return useI18n().language === "ko" ? programsKo : programsEn;
}
