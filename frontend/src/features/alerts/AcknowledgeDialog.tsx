import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { acknowledgeAlert } from "@/api/monitoring";
import type { Alert } from "@/api/types";
import { Problem } from "@/features/scope/Problem";
import { useFormText } from "@/i18n/form";
import { useAlertsText } from "@/i18n/alerts";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { AreaField, Form } from "@/ui/Field";

export function AcknowledgeDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const a = useAlertsText();
  const form = useFormText();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const act = useMutation({
    mutationFn: () => acknowledgeAlert(alert.fingerprint, note.trim()),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["alerts"] });
      announce(a.acknowledged(alert.name));
      onClose();
    },
  });
  return (
    <Dialog title={a.acknowledgeTitle(alert.name)} lead={a.acknowledgeLead} closeLabel={form.cancel} onClose={onClose} locked={act.isPending}>
      <Form onSubmit={() => { if (!act.isPending) act.mutate(); }}>
        <AreaField label={a.note} hint={a.noteHint} value={note} onChange={setNote} maxLength={1000} rows={2} />
        <Problem error={act.error} known={{ alert_not_found: a.gone }} />
        <DialogActions>
          <Button onClick={onClose} disabled={act.isPending}>{form.cancel}</Button>
          <Button type="submit" look="primary" disabled={act.isPending}>{act.isPending ? form.working : a.acknowledge}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
