import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listPrices, listUnpriced } from "@/api/admin";
import type { Price, Project, UnpricedModel } from "@/api/types";
import { Listing } from "@/features/scope/Listing";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Icon } from "@/ui/Icon";
import { Page, Panel, Quiet, Twofold } from "@/ui/Page";
import { OfProject } from "../OfProject";
import { DeletePrice } from "./DeletePrice";
import { PriceMap } from "./PriceMap";
import { ownPricesOf, unpricedOf } from "./queries";
import { Reprice } from "./Reprice";
import { SetPrice } from "./SetPrice";
import { usePriceColumns } from "./columns";

const LOOK_BACK_MS = 30 * 86_400_000;

export function PricesPage() {
  const { t } = useI18n();
  const a = useAdminText();

  useEffect(() => {
    document.title = `${a.prices.title} · ${t.product}`;
  }, [a, t]);

  return <OfProject title={a.prices.title}>{(project) => <Prices key={project.id} project={project} />}</OfProject>;
}

export type PriceAct = { act: "set"; model: string; like?: Price } | { act: "delete"; price: Price } | { act: "reprice" };

function Prices({ project }: { project: Project }) {
  const a = useAdminText();
  const role = useQuery(sessionQuery).data?.user.role ?? "viewer";
  const manages = may(role, "admin");
  const [open, setOpen] = useState<PriceAct | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={a.prices.titleOf(project.name)} lead={a.prices.lead}
      actions={manages && (
        <>
          <Button onClick={() => setOpen({ act: "reprice" })}><Icon name="refresh" />{a.prices.reprice}</Button>
          <Button look="primary" onClick={() => setOpen({ act: "set", model: "" })}><Icon name="plus" />{a.prices.set}</Button>
        </>
      )}
    >
      <Unpriced project={project} manages={manages} onSet={(model) => setOpen({ act: "set", model })} />
      <Own project={project} manages={manages} onAct={setOpen} />
      <PriceMap project={project} manages={manages} onSet={(price) => setOpen({ act: "set", model: price.model, like: price })} />
      {open?.act === "set" && <SetPrice project={project} model={open.model} like={open.like} onReprice={() => setOpen({ act: "reprice" })} onClose={close} />}
      {open?.act === "delete" && <DeletePrice project={project} price={open.price} onClose={close} />}
      {open?.act === "reprice" && <Reprice project={project} onClose={close} />}
    </Page>
  );
}

function Unpriced({ project, manages, onSet }: { project: Project; manages: boolean; onSet: (model: string) => void }) {
  const { f } = useI18n();
  const a = useAdminText();
  const [now] = useState(() => Date.now());
  const query = useQuery({
    queryKey: unpricedOf(project.id),
    queryFn: ({ signal }) => listUnpriced(project.id, new Date(now - LOOK_BACK_MS).toISOString(), new Date(Date.now() + 1000).toISOString(), signal),
  });
  const columns: Column<UnpricedModel>[] = [
    { id: "model", header: a.prices.model, width: "minmax(12rem, 1.4fr)", phone: "title", cell: (row) => <Twofold main={row.model} sub={row.provider} /> },
    { id: "calls", header: a.prices.calls, width: "6rem", end: true, cell: (row) => f.count(row.calls) },
    { id: "tokens", header: a.prices.tokens, width: "7rem", end: true, cell: (row) => f.count(row.total_tokens) },
    ...(manages ? [{ id: "acts", header: a.form.actions, hidden: true, end: true, phone: "corner" as const, cell: (row: UnpricedModel) => <Button small onClick={() => onSet(row.model)} aria-label={a.prices.setFor(row.model)}>{a.prices.set}</Button> }] : []),
  ];
  return (
    <Panel title={a.prices.unpriced} lead={a.prices.unpricedLead}>
      <Listing query={query} isEmpty={(models) => models.length === 0} empty={<Quiet>{a.prices.allPriced}</Quiet>}>
        {(models) => <DataTable label={a.prices.unpriced} columns={columns} rows={models} rowKey={(row) => `${row.provider}/${row.model}`} />}
      </Listing>
    </Panel>
  );
}

function Own({ project, manages, onAct }: { project: Project; manages: boolean; onAct: (act: PriceAct) => void }) {
  const a = useAdminText();
  const query = useQuery({ queryKey: ownPricesOf(project.id), queryFn: ({ signal }) => listPrices(project.id, "", signal) });
  const { columns, isPast } = usePriceColumns(query.data ?? [], manages ? (price) => (
    <>
      <Button small look="quiet" onClick={() => onAct({ act: "set", model: price.model, like: price })} aria-label={a.prices.changeFor(price.model)}>{a.prices.change}</Button>
      <Button small look="quiet" onClick={() => onAct({ act: "delete", price })} aria-label={a.prices.deleteFor(price.model)}>{a.prices.remove}</Button>
    </>
  ) : undefined);
  return (
    <Panel title={a.prices.own} lead={a.prices.ownLead}>
      <Listing query={query} isEmpty={(prices) => prices.length === 0} empty={<Quiet>{a.prices.noOwn}</Quiet>}>
        {(prices) => <DataTable label={a.prices.own} columns={columns} rows={prices} rowKey={(price) => `${price.model}@${price.effective_from}`} faded={isPast} />}
      </Listing>
    </Panel>
  );
}
