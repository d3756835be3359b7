import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listPrices } from "@/api/admin";
import type { Price, Project } from "@/api/types";
import { Listing } from "@/features/scope/Listing";
import { useAdminText } from "@/i18n/admin";
import { Button } from "@/ui/Button";
import { DataTable } from "@/ui/DataTable";
import { TextField } from "@/ui/Field";
import { Panel, Quiet } from "@/ui/Page";
import { usePriceColumns } from "./columns";
import styles from "./Prices.module.css";
import { priceMapOf } from "./queries";

const PAUSE_MS = 250;
const LEAST = 2;
const SHOWN = 50;
const NOTHING: readonly Price[] = [];

/** Everyone's prices, found by a part of the model's name: there are thousands. */
export function PriceMap({ project, manages, onSet }: { project: Project; manages: boolean; onSet: (price: Price) => void }) {
  const a = useAdminText();
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const asked = q.length >= LEAST;
  const query = useQuery({
    queryKey: priceMapOf(project.id, q),
    queryFn: async ({ signal }) => (await listPrices(project.id, q, signal)).filter((price) => !price.is_own),
    enabled: asked,
    placeholderData: keepPreviousData,
  });
  const found = asked ? (query.data ?? NOTHING) : NOTHING;
  const { columns, isPast } = usePriceColumns(found, manages ? (price) => <Button small look="quiet" onClick={() => onSet(price)} aria-label={a.prices.ownFor(price.model)}>{a.prices.ownAct}</Button> : undefined);
  return (
    <Panel title={a.prices.map} lead={a.prices.mapLead}>
      <div className={styles["search"]}>
        <TextField label={a.prices.find} type="search" value={typed} onChange={setTyped} placeholder={a.prices.findExample} autoComplete="off" spellCheck={false} maxLength={200} />
      </div>
      {asked && (
        <Listing query={query} isEmpty={(prices) => prices.length === 0} empty={<Quiet>{a.prices.notFound(q)}</Quiet>}>
          {(prices) => (
            <>
              <DataTable label={a.prices.map} columns={columns} rows={prices?.slice(0, SHOWN)} rowKey={(price) => `${price.model}@${price.effective_from}`} faded={isPast} />
              {prices !== undefined && prices.length > SHOWN && <Quiet>{a.prices.first(SHOWN, prices.length)}</Quiet>}
            </>
          )}
        </Listing>
      )}
    </Panel>
  );
}
