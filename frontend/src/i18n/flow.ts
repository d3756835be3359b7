import { useI18n } from "./I18n";
import { flowEn, type FlowText } from "./flow.en";
import { flowKo } from "./flow.ko";

/** The words of the flow graph; both languages travel with it. */
export function useFlowText(): FlowText {
  return useI18n().language === "ko" ? flowKo : flowEn;
}
