import { useMutation } from "@tanstack/react-query";
import { updateUser } from "@/api/admin";
import type { Account } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { makePassword } from "@/ui/password";
import { Secret } from "@/ui/Secret";

const SHORTEST = 8;

export function ResetPassword({ user, onClose }: { user: Account; onClose: () => void }) {
  const a = useAdminText();
  const form = useForm(() => ({ password: makePassword() }), ({ password }) => ({ password: password.length < SHORTEST ? a.form.tooShort(SHORTEST) : undefined }));
  const reset = useMutation({
    mutationFn: (password: string) => updateUser(user.id, { password }),
    onSuccess: () => announce(a.users.passwordSet(user.email)),
    onError: (error) => form.refuse(error),
  });

  if (reset.isSuccess) {
    return (
      <Dialog title={a.users.handOver} lead={a.users.newPasswordLead(user.email)} closeLabel={a.form.close} onClose={onClose} locked>
        <Secret label={a.users.newPassword} value={form.values.password} copyLabel={a.users.copyPassword} />
        <DialogActions><Button look="primary" onClick={onClose} data-autofocus="">{a.form.done}</Button></DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog title={a.users.resetTitle(user.email)} lead={a.users.resetLead} closeLabel={a.form.cancel} onClose={onClose} locked={reset.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit(({ password }) => reset.mutate(password))}>
        <TextField
          label={a.users.newPassword} value={form.values.password} onChange={form.set("password")} error={form.errors.password} mono autoComplete="new-password" spellCheck={false} maxLength={1024} required
          trailing={<IconButton small icon="refresh" label={a.users.generate} onClick={() => form.set("password")(makePassword())} />}
        />
        <Problem error={reset.error} fields={["password"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={reset.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={reset.isPending}>{reset.isPending ? a.form.working : a.users.resetPassword}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
