import { form as en, type FormText } from "./form.en";
import { form as ko } from "./form.ko";
import { useI18n } from "./I18n";

/** The words of forms and lists alone: pages that are no settings do not pay for those of the settings. */
export function useFormText(): FormText {
  return useI18n().language === "ko" ? ko : en;
}
