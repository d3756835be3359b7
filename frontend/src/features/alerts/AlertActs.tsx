import { useMutation, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { withdrawAcknowledgement } from "@/api/monitoring";
import type { Alert } from "@/api/types";
import { useAlertsText } from "@/i18n/alerts";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import styles from "./Alerts.module.css";

// Loaded when they are opened: whoever only looks does not wait for them.
const AcknowledgeDialog = lazy(async () => ({ default: (await import("./AcknowledgeDialog")).AcknowledgeDialog }));
const SilenceDialog = lazy(async () => ({ default: (await import("./SilenceDialog")).SilenceDialog }));
const Problem = lazy(async () => ({ default: (await import("@/features/scope/Problem")).Problem }));

/** What an operator does about an alert. Nothing of it without Alertmanager, or before it fires. */
export function AlertActs({ alert, big = false }: { alert: Alert; big?: boolean }) {
  const a = useAlertsText();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<"acknowledge" | "silence" | null>(null);
  const withdraw = useMutation({
    mutationFn: () => withdrawAcknowledgement(alert.fingerprint),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["alerts"] });
      announce(a.takenBack(alert.name));
    },
  });
  if (alert.fingerprint === "") return null;
  return (
    <>
      <div className={big ? styles["bigActs"] : styles["acts"]}>
        {alert.acknowledged === null
          ? <Button look={big ? "primary" : "plain"} small={!big} onClick={() => setOpen("acknowledge")}><Icon name="check" size={14} />{a.acknowledge}</Button>
          : <Button small={!big} disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>{a.takeBack}</Button>}
        {alert.state !== "silenced" && <Button small={!big} onClick={() => setOpen("silence")}><Icon name="bellOff" size={14} />{a.silence}</Button>}
      </div>
      <Suspense>
        {withdraw.error !== null && <Problem error={withdraw.error} />}
        {open === "acknowledge" && <AcknowledgeDialog alert={alert} onClose={() => setOpen(null)} />}
        {open === "silence" && <SilenceDialog alert={alert} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  );
}
