import { useI18n } from "./I18n";
import { programsEn, type ProgramText } from "./programs.en";
import { programsKo } from "./programs.ko";

/** Names are the programs' own; what is ours is translated. */
export function nameOf(text: ProgramText, program: { name: string; title: string }): string {
  return text.names[program.name] ?? program.title;
}

export function useProgramText(): ProgramText {
  return useI18n().language === "ko" ? programsKo : programsEn;
}
