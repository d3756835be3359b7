import { useMemo, useState, type ReactNode } from "react";
import type { Price } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import type { Column } from "@/ui/DataTable";
import { Twofold } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { isEver, standings } from "./amount";
import styles from "./Prices.module.css";

/** The columns of a list of prices, in US dollars a million tokens. */
export function usePriceColumns(prices: readonly Price[], acts?: (price: Price) => ReactNode) {
  const { f } = useI18n();
  const a = useAdminText();
  const [now] = useState(() => Date.now());
  const standing = useMemo(() => standings(prices, now), [prices, now]);
  const rate = (amount: string | null, same: string) => (amount === null ? <span className={styles["same"]}>{same}</span> : f.rate(amount));
  const columns: Column<Price>[] = [
    { id: "model", header: a.prices.model, width: "minmax(12rem, 1.6fr)", phone: "title", cell: (price) => <Twofold main={<>{price.model}{standing.get(price) === "later" && <Tag tone="accent">{a.prices.later}</Tag>}{standing.get(price) === "before" && <Tag>{a.prices.before}</Tag>}</>} sub={isEver(price.effective_from) ? a.prices.ever : a.prices.from(f.moment(price.effective_from))} /> },
    { id: "input", header: a.prices.input, width: "5.5rem", end: true, cell: (price) => f.rate(price.input) },
    { id: "output", header: a.prices.output, width: "5.5rem", end: true, cell: (price) => f.rate(price.output) },
    { id: "cached", header: a.prices.cached, width: "6.5rem", end: true, cell: (price) => rate(price.cached_input, a.prices.asInput) },
    { id: "reasoning", header: a.prices.reasoning, width: "6.5rem", end: true, cell: (price) => rate(price.reasoning, a.prices.asOutput) },
    ...(acts === undefined ? [] : [{ id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner" as const, cell: (price: Price) => <span className={styles["acts"]}>{acts(price)}</span> }]),
  ];
  return { columns, isPast: (price: Price) => standing.get(price) === "before" };
}
