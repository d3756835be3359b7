import { useMutation, useQueryClient } from "@tanstack/react-query";
import { updateProject } from "@/api/admin";
import type { Environment, Project } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Form, SelectField, TextField } from "@/ui/Field";
import { ENVIRONMENTS } from "./environments";
import { PROJECTS } from "./queries";

export function EditProject({ project, onClose }: { project: Project; onClose: () => void }) {
  const a = useAdminText();
  const queryClient = useQueryClient();
  const environment = ENVIRONMENTS.find((known) => known === project.environment) ?? "production";
  const form = useForm<{ name: string; environment: Environment }>({ name: project.name, environment }, ({ name }) => ({ name: name.trim() === "" ? a.form.required : undefined }));
  const save = useMutation({
    mutationFn: (values: { name: string; environment: Environment }) => updateProject(project.id, { name: values.name.trim(), environment: values.environment }),
    onSuccess: async (changed) => {
      await queryClient.invalidateQueries({ queryKey: PROJECTS });
      announce(a.projects.saved(changed.name));
      onClose();
    },
    onError: (error) => form.refuse(error, { name_taken: ["name", a.projects.nameTaken] }),
  });
  const { values, errors, set } = form;
  const changed = values.name.trim() !== project.name || values.environment !== environment;
  return (
    <Dialog title={a.projects.editTitle(project.name)} lead={a.projects.editLead} closeLabel={a.form.cancel} onClose={onClose} locked={save.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => save.mutate(ready))}>
        <TextField label={a.projects.name} value={values.name} onChange={set("name")} error={errors.name} autoComplete="off" maxLength={200} required />
        <SelectField label={a.projects.environment} value={values.environment} onChange={set("environment")} options={ENVIRONMENTS.map((value) => ({ value, label: a.projects.environments[value] ?? value }))} />
        <Problem error={save.error} known={{ name_taken: a.projects.nameTaken }} fields={["name"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={save.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending || !changed}>{save.isPending ? a.form.working : a.form.save}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
