import { useMutation, useQueryClient } from "@tanstack/react-query";
import { updateUser, type UserUpdate } from "@/api/admin";
import type { Account, Role } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { ReachFields, RoleField, type Reach } from "./access";
import { USERS } from "./queries";

interface Values { name: string; role: Role; reach: Reach; project_ids: string[] }

/** Only what differs is sent: an unchanged role must not end anybody's sessions. */
function changeOf(user: Account, values: Values): UserUpdate {
  const all = values.reach === "all";
  const ids = [...values.project_ids].sort();
  return {
    ...(values.name.trim() === user.name ? {} : { name: values.name.trim() }),
    ...(values.role === user.role ? {} : { role: values.role }),
    ...(all === user.all_projects ? {} : { all_projects: all }),
    ...(all || ids.join() === [...user.project_ids].sort().join() ? {} : { project_ids: ids }),
  };
}

export function EditUser({ user, own, onClose }: { user: Account; own: boolean; onClose: () => void }) {
  const a = useAdminText();
  const queryClient = useQueryClient();
  const form = useForm<Values>({ name: user.name, role: user.role, reach: user.all_projects ? "all" : "some", project_ids: user.project_ids }, (values) => ({
    name: values.name.trim() === "" ? a.form.required : undefined,
    project_ids: values.reach === "some" && values.project_ids.length === 0 ? a.users.chooseProject : undefined,
  }));
  const save = useMutation({
    mutationFn: (values: Values) => updateUser(user.id, changeOf(user, values)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: USERS });
      if (own) await queryClient.invalidateQueries({ queryKey: ["session"] });
      announce(a.users.saved(user.email));
      onClose();
    },
    onError: (error) => form.refuse(error),
  });
  const { values, errors, set } = form;
  const changed = Object.keys(changeOf(user, values)).length > 0;

  return (
    <Dialog title={a.users.editTitle(user.email)} closeLabel={a.form.cancel} onClose={onClose} locked={save.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => save.mutate(ready))}>
        <TextField label={a.users.name} value={values.name} onChange={set("name")} error={errors.name} autoComplete="off" maxLength={200} required />
        {own ? <p>{a.users.ownRole(a.roles.names[user.role])}</p> : <RoleField value={values.role} onChange={set("role")} />}
        <ReachFields reach={values.reach} projectIds={values.project_ids} onReach={set("reach")} onProjects={set("project_ids")} error={errors.project_ids} />
        {values.role !== user.role && <p role="status">{a.users.roleEndsSessions}</p>}
        <Problem error={save.error} known={{ last_admin: a.users.lastAdmin }} fields={["name", "project_ids"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={save.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending || !changed}>{save.isPending ? a.form.working : a.form.save}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
