import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiFailure } from "@/api/client";
import type { View } from "@/api/types";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { CheckField, Form, TextField } from "@/ui/Field";

const LONGEST = 100;

function useProblem(): (error: Error | null) => string | undefined {
  const { t } = useI18n();
  const a = useTracesText();
  return (error) => {
    if (error === null) return undefined;
    if (error instanceof ApiFailure && error.code === "too_many_views") return a.views.tooMany;
    if (error instanceof ApiFailure && error.kind === "portal_away") return t.errors.portal;
    return error.message;
  };
}

interface NameProps { title: string; lead?: string; act: string; name: string; mayShare: boolean; onSave: (name: string, shared: boolean) => Promise<void>; onClose: () => void }

export function NameView({ title, lead, act, name: before, mayShare, onSave, onClose }: NameProps) {
  const { t } = useI18n();
  const a = useTracesText();
  const problem = useProblem();
  const [name, setName] = useState(before);
  const [shared, setShared] = useState(false);
  const [attempts, setAttempts] = useState(0);
  const save = useMutation({ mutationFn: () => onSave(name.trim(), shared), onSuccess: onClose });
  const wrong = name.trim() === "" ? a.views.nameMissing : name.trim().length > LONGEST ? a.views.nameLong : undefined;
  return (
    <Dialog title={title} lead={lead} closeLabel={t.common.close} onClose={onClose} locked={save.isPending}>
      <Form
        attempts={attempts}
        onSubmit={() => {
          if (wrong !== undefined) setAttempts((now) => now + 1);
          else if (!save.isPending) save.mutate();
        }}
      >
        <TextField label={a.views.name} value={name} onChange={setName} placeholder={a.views.namePlaceholder} autoComplete="off" error={attempts > 0 && wrong !== undefined ? wrong : problem(save.error)} />
        {mayShare && <CheckField label={a.views.shareField} checked={shared} onChange={setShared} />}
        <DialogActions>
          <Button onClick={onClose} disabled={save.isPending}>{t.common.close}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>{act}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

export function RemoveView({ view, onRemove, onClose }: { view: View; onRemove: () => Promise<void>; onClose: () => void }) {
  const { t } = useI18n();
  const a = useTracesText();
  const problem = useProblem();
  const remove = useMutation({ mutationFn: onRemove, onSuccess: onClose });
  return (
    <Dialog title={a.views.removeTitle} lead={<>{a.views.removeLead(view.name)} {view.shared && a.views.removeShared}</>} closeLabel={t.common.close} onClose={onClose} locked={remove.isPending}>
      {remove.error !== null && <p role="alert">{problem(remove.error)}</p>}
      <DialogActions>
        <Button data-autofocus="" onClick={onClose} disabled={remove.isPending}>{t.common.close}</Button>
        <Button look="danger" onClick={() => remove.mutate()} disabled={remove.isPending}>{a.views.remove}</Button>
      </DialogActions>
    </Dialog>
  );
}
