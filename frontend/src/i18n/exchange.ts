import { exchange as en } from "./exchange/exchange.en";
import { exchange as ko } from "./exchange/exchange.ko";
import { useI18n } from "./I18n";

/** The words of sharing and exporting. */
export type ExchangeText = typeof en;

export function useExchangeText(): ExchangeText {
  return useI18n().language === "ko" ? ko : en;
}
