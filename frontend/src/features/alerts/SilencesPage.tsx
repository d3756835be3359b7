import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { deleteSilence } from "@/api/monitoring";
import type { Silence } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { useScope } from "@/features/scope/Scope";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { DataTable, type Column } from "@/ui/DataTable";
import { Banner, Notice } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Tag, Tags } from "@/ui/Tag";
import { AlertsFrame, useMayAct } from "./Frame";
import { operatorOf } from "./matchers";
import { alertsQuery, silencesQuery } from "./queries";
import { SilenceDialog } from "./SilenceDialog";
import { MissingSources } from "./Sources";
import styles from "./Alerts.module.css";

export function SilencesPage() {
  const { t, f } = useI18n();
  const a = useAlertsText();
  const { epoch } = useScope();
  const mayAct = useMayAct();
  const [open, setOpen] = useState<"create" | Silence | null>(null);
  const sources = useQuery(alertsQuery(epoch)).data?.sources;
  const asked = sources?.alertmanager === "ok";
  const query = useQuery({ ...silencesQuery(epoch), enabled: asked });
  const rows = query.data;
  const columns: Column<Silence>[] = [
    { id: "covers", header: a.matchers, width: "minmax(14rem, 1.4fr)", phone: "title", cell: (silence) => <Tags>{silence.matchers.map((one) => <Tag key={one.name + one.value}><span className={styles["labelName"]}>{one.name} {operatorOf(one)}</span>{one.value}</Tag>)}</Tags> },
    { id: "why", header: a.comment, width: "minmax(10rem, 1fr)", cell: (silence) => <span>{silence.comment}</span> },
    { id: "by", header: a.by, cell: (silence) => <span>{silence.created_by}</span> },
    { id: "ends", header: a.ends, cell: (silence) => <span>{silence.state === "pending" && <Tag>{a.pendingSilence}</Tag>} <time dateTime={silence.ends_at} title={f.dateTime(silence.ends_at)}>{f.moment(silence.ends_at)}</time></span> },
    ...(mayAct ? [{ id: "acts", header: a.expire, hidden: true, end: true, phone: "corner" as const, cell: (silence: Silence) => <Button small onClick={() => setOpen(silence)}>{a.expire}</Button> }] : []),
  ];
  return (
    <AlertsFrame lead={a.silencesLead} actions={mayAct && asked ? <Button look="primary" onClick={() => setOpen("create")}><Icon name="plus" />{a.silenceAdd}</Button> : undefined}>
      {sources !== undefined && !asked && <MissingSources sources={sources} />}
      {query.error !== null && asked && <Banner>{rows === undefined ? query.error.message : t.errors.stale(f.time(query.dataUpdatedAt))}</Banner>}
      {asked && (
        <div className={styles["panel"]}>
          {rows?.length === 0 ? <Notice icon="bellOff" title={a.silencesEmpty} lead={a.silencesEmptyLead} /> : <DataTable label={a.sections.silences} columns={columns} rows={rows} rowKey={(silence) => silence.id} faded={(silence) => silence.state === "pending"} />}
        </div>
      )}
      {open === "create" && <SilenceDialog alert={null} onClose={() => setOpen(null)} />}
      {open !== null && open !== "create" && <Expire silence={open} onClose={() => setOpen(null)} />}
    </AlertsFrame>
  );
}

function Expire({ silence, onClose }: { silence: Silence; onClose: () => void }) {
  const a = useAlertsText();
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: () => deleteSilence(silence.id),
    onSuccess: async () => {
      await Promise.all(["alerts", "silences"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
      announce(a.expired);
      onClose();
    },
  });
  return <Confirm title={a.expireTitle} lead={a.expireLead} act={a.expire} pending={act.isPending} error={act.error} onConfirm={() => act.mutate()} onClose={onClose} />;
}
