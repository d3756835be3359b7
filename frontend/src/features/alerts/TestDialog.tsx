import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { testAlert } from "@/api/monitoring";
import { Problem } from "@/features/scope/Problem";
import { useFormText } from "@/i18n/form";
import { useAlertsText } from "@/i18n/alerts";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Form, SelectField } from "@/ui/Field";
import { SEVERITIES, type Severity } from "./groups";

export function TestDialog({ onClose }: { onClose: () => void }) {
  const a = useAlertsText();
  const words = useFormText();
  const queryClient = useQueryClient();
  const [severity, setSeverity] = useState<Severity>("warning");
  const act = useMutation({
    mutationFn: () => testAlert({ severity }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["alerts"] });
      announce(a.tested);
      onClose();
    },
  });
  return (
    <Dialog title={a.testTitle} lead={a.testLead} closeLabel={words.cancel} onClose={onClose} locked={act.isPending}>
      <Form onSubmit={() => { if (!act.isPending) act.mutate(); }}>
        <SelectField label={a.severity[severity]} value={severity} options={SEVERITIES.map((value) => ({ value, label: a.severity[value] }))} onChange={setSeverity} />
        <Problem error={act.error} />
        <DialogActions>
          <Button onClick={onClose} disabled={act.isPending}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={act.isPending}>{act.isPending ? words.working : a.testSend}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
