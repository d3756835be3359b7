import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createUser } from "@/api/admin";
import type { Role } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { makePassword } from "@/ui/password";
import { Secret } from "@/ui/Secret";
import { ReachFields, RoleField, type Reach } from "./access";
import { USERS } from "./queries";

interface Values { email: string; name: string; password: string; role: Role; reach: Reach; project_ids: string[] }

const SHORTEST = 8;

export function CreateUser({ onClose }: { onClose: () => void }) {
  const a = useAdminText();
  const queryClient = useQueryClient();
  const form = useForm<Values>(() => ({ email: "", name: "", password: makePassword(), role: "viewer", reach: "all", project_ids: [] }), (values) => ({
    email: /^[^\s@]+@[^\s@]+$/.test(values.email.trim()) ? undefined : a.form.email,
    name: values.name.trim() === "" ? a.form.required : undefined,
    password: values.password.length < SHORTEST ? a.form.tooShort(SHORTEST) : undefined,
    project_ids: values.reach === "some" && values.project_ids.length === 0 ? a.users.chooseProject : undefined,
  }));
  const create = useMutation({
    mutationFn: (values: Values) => createUser({
      email: values.email.trim(), name: values.name.trim(), password: values.password, role: values.role,
      all_projects: values.reach === "all", project_ids: values.reach === "all" ? [] : values.project_ids,
    }),
    onSuccess: (account) => {
      announce(a.users.added(account.email));
      return queryClient.invalidateQueries({ queryKey: USERS });
    },
    onError: (error) => form.refuse(error, { email_taken: ["email", a.users.emailTaken] }),
  });
  const { values, errors, set } = form;

  if (create.isSuccess) {
    return (
      <Dialog title={a.users.handOver} lead={a.users.handOverLead(create.data.email)} closeLabel={a.form.close} onClose={onClose} locked>
        <Secret label={a.users.signInAt} value={`${window.location.origin}/login`} copyLabel={a.users.copyAddress} />
        <Secret label={a.users.firstPassword} value={values.password} copyLabel={a.users.copyPassword} />
        <DialogActions><Button look="primary" onClick={onClose} data-autofocus="">{a.form.done}</Button></DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog title={a.users.add} closeLabel={a.form.cancel} onClose={onClose} locked={create.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => create.mutate(ready))}>
        <TextField label={a.users.email} type="email" value={values.email} onChange={set("email")} error={errors.email} autoComplete="off" spellCheck={false} autoCapitalize="none" maxLength={254} required />
        <TextField label={a.users.name} value={values.name} onChange={set("name")} error={errors.name} autoComplete="off" maxLength={200} required />
        <TextField
          label={a.users.firstPassword} value={values.password} onChange={set("password")} error={errors.password} hint={a.users.firstPasswordHint} mono autoComplete="new-password" spellCheck={false} maxLength={1024} required
          trailing={<IconButton small icon="refresh" label={a.users.generate} onClick={() => set("password")(makePassword())} />}
        />
        <RoleField value={values.role} onChange={set("role")} />
        <ReachFields reach={values.reach} projectIds={values.project_ids} onReach={set("reach")} onProjects={set("project_ids")} error={errors.project_ids} />
        <Problem error={create.error} known={{ email_taken: a.users.emailTaken }} fields={["email", "name", "password", "project_ids"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={create.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>{create.isPending ? a.form.working : a.users.create}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
