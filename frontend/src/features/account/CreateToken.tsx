import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createToken } from "@/api/admin";
import type { Role } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useScope } from "@/features/scope/Scope";
import { sessionQuery } from "@/features/session/session";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { CheckList, Columns, Form, SelectField, TextField } from "@/ui/Field";
import { CodeBlock } from "@/ui/Feedback";
import { Secret } from "@/ui/Secret";
import { TOKENS } from "./queries";

const ORDER: readonly Role[] = ["viewer", "operator", "admin"];
const DAYS = ["7", "30", "90", "180", "365"] as const;
interface Values { name: string; role: Role; days: (typeof DAYS)[number]; reach: "mine" | "some"; project_ids: string[] }

export function CreateToken({ onClose }: { onClose: () => void }) {
  const a = useAdminText();
  const { projects } = useScope();
  const own = useQuery(sessionQuery).data?.user.role ?? "viewer";
  const queryClient = useQueryClient();
  const form = useForm<Values>({ name: "", role: "viewer", days: "90", reach: "mine", project_ids: [] }, (values) => ({
    name: values.name.trim() === "" ? a.form.required : undefined,
    project_ids: values.reach === "some" && values.project_ids.length === 0 ? a.users.chooseProject : undefined,
  }));
  const create = useMutation({
    mutationFn: (values: Values) => createToken({ name: values.name.trim(), role: values.role, expires_in_days: Number(values.days), project_ids: values.reach === "mine" ? null : values.project_ids }),
    onSuccess: (made) => {
      announce(a.tokens.created(made.info.name));
      return queryClient.invalidateQueries({ queryKey: TOKENS });
    },
    onError: (error) => form.refuse(error),
  });
  const { values, errors, set } = form;

  if (create.isSuccess) {
    return (
      <Dialog title={a.form.copyNow} lead={a.tokens.onceLead} closeLabel={a.form.close} onClose={onClose} locked wide>
        <Secret label={create.data.info.name} value={create.data.token} copyLabel={a.tokens.copyToken} />
        <p>{a.tokens.example}</p>
        <CodeBlock code={`curl -H "Authorization: Bearer $TOKEN" ${window.location.origin}/api/agentops/traces`} label={a.tokens.example} />
        <DialogActions><Button look="primary" onClick={onClose}>{a.form.stored}</Button></DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog title={a.tokens.add} lead={a.tokens.createLead} closeLabel={a.form.cancel} onClose={onClose} locked={create.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => create.mutate(ready))}>
        <TextField label={a.tokens.name} hint={a.tokens.nameHint} value={values.name} onChange={set("name")} error={errors.name} autoComplete="off" maxLength={100} required />
        <Columns>
          <SelectField label={a.tokens.role} value={values.role} onChange={set("role")} options={ORDER.slice(0, ORDER.indexOf(own) + 1).map((role) => ({ value: role, label: a.roles.names[role] }))} />
          <SelectField label={a.tokens.expiresIn} value={values.days} onChange={set("days")} options={DAYS.map((days) => ({ value: days, label: a.form.days(Number(days)) }))} />
        </Columns>
        <SelectField label={a.users.projects} value={values.reach} onChange={set("reach")} options={[{ value: "mine", label: a.tokens.likeMine }, { value: "some", label: a.users.reachSome }]} />
        {values.reach === "some" && <CheckList legend={a.users.whichProjects} values={values.project_ids} options={(projects ?? []).map((project) => ({ value: project.id, label: project.name, note: project.environment }))} onChange={set("project_ids")} error={errors.project_ids} />}
        <Problem error={create.error} known={{ too_many_tokens: a.tokens.tooMany }} fields={["name", "project_ids"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={create.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>{create.isPending ? a.form.working : a.tokens.add}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
