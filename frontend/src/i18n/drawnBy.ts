import { useI18n } from "./I18n";

/** Apart from the words of the programs' pages, because the dashboards need no others of them. */
const en = { label: "Drawn by", here: "Portal" };
const ko: typeof en = { label: "그리는 곳", here: "포털" };

export function useDrawnByText(): typeof en {
  return useI18n().language === "ko" ? ko : en;
}
