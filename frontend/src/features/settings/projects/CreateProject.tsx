import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createProject } from "@/api/admin";
import type { Environment } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Form, SelectField, TextField } from "@/ui/Field";
import { KeyOnce } from "../keys/KeyOnce";
import { ENVIRONMENTS } from "./environments";
import { PROJECTS } from "./queries";

export function CreateProject({ onClose }: { onClose: () => void }) {
  const a = useAdminText();
  const queryClient = useQueryClient();
  const form = useForm<{ name: string; environment: Environment }>({ name: "", environment: "production" }, ({ name }) => ({ name: name.trim() === "" ? a.form.required : undefined }));
  const create = useMutation({
    mutationFn: createProject,
    onSuccess: (made) => {
      announce(a.projects.made(made.project.name));
      return queryClient.invalidateQueries({ queryKey: PROJECTS });
    },
    onError: (error) => form.refuse(error, { name_taken: ["name", a.projects.nameTaken] }),
  });
  const { values, errors, set } = form;

  if (create.isSuccess) return <KeyOnce made={create.data.key} title={a.projects.madeTitle(create.data.project.name)} onClose={onClose} />;
  return (
    <Dialog title={a.projects.add} lead={a.projects.addLead} closeLabel={a.form.cancel} onClose={onClose} locked={create.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => create.mutate({ name: ready.name.trim(), environment: ready.environment }))}>
        <TextField label={a.projects.name} value={values.name} onChange={set("name")} error={errors.name} autoComplete="off" maxLength={200} required />
        <SelectField label={a.projects.environment} value={values.environment} onChange={set("environment")} options={ENVIRONMENTS.map((value) => ({ value, label: a.projects.environments[value] ?? value }))} />
        <Problem error={create.error} known={{ name_taken: a.projects.nameTaken, all_projects_required: a.projects.needsAll }} fields={["name"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={create.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>{create.isPending ? a.form.working : a.projects.create}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
