import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createKey } from "@/api/admin";
import type { KeyScope, Project } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { fromWall } from "@/i18n/zone";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { CheckList, Form, SelectField, TextField } from "@/ui/Field";
import { KeyOnce } from "./KeyOnce";
import { keysOf } from "./queries";

const SCOPES: readonly KeyScope[] = ["ingest", "read", "admin"];
const EXPIRIES = ["never", "30", "90", "365", "date"] as const;
interface Values { name: string; scopes: KeyScope[]; expiry: (typeof EXPIRIES)[number]; date: string }

export function CreateKey({ project, onClose }: { project: Project; onClose: () => void }) {
  const { zone } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const dayEnd = (date: string) => fromWall(`${date}T23:59`, zone);
  const form = useForm<Values>({ name: "", scopes: ["ingest", "read"], expiry: "never", date: "" }, (values) => ({
    name: values.name.trim() === "" ? a.form.required : undefined,
    scopes: values.scopes.length === 0 ? a.keys.chooseScope : undefined,
    date: values.expiry !== "date" || dayEnd(values.date) > Date.now() ? undefined : a.keys.futureDate,
  }));
  const create = useMutation({
    mutationFn: (values: Values) => {
      const expires = values.expiry === "never" ? null : values.expiry === "date" ? dayEnd(values.date) : Date.now() + Number(values.expiry) * 86_400_000;
      return createKey(project.id, { name: values.name.trim(), scopes: SCOPES.filter((scope) => values.scopes.includes(scope)), expires_at: expires === null ? null : new Date(expires).toISOString() });
    },
    onSuccess: (made) => {
      announce(a.keys.made(made.name));
      return queryClient.invalidateQueries({ queryKey: keysOf(project.id) });
    },
    onError: (error) => form.refuse(error),
  });
  const { values, errors, set } = form;

  if (create.isSuccess) return <KeyOnce made={create.data} title={a.keys.madeTitle(create.data.name)} onClose={onClose} />;
  return (
    <Dialog title={a.keys.add} lead={a.keys.addLead(project.name)} closeLabel={a.form.cancel} onClose={onClose} locked={create.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => create.mutate(ready))}>
        <TextField label={a.keys.name} hint={a.keys.nameHint} value={values.name} onChange={set("name")} error={errors.name} autoComplete="off" maxLength={200} required />
        <CheckList legend={a.keys.scopes} values={values.scopes} onChange={set("scopes")} error={errors.scopes} options={SCOPES.map((scope) => ({ value: scope, label: a.keys.scopeNames[scope] ?? scope, note: a.keys.scopeNotes[scope] }))} />
        <SelectField label={a.keys.expires} value={values.expiry} onChange={set("expiry")} options={EXPIRIES.map((value) => ({ value, label: value === "never" ? a.keys.neverExpires : value === "date" ? a.keys.onDate : a.form.days(Number(value)) }))} />
        {values.expiry === "date" && <TextField label={a.keys.lastDay} hint={a.keys.lastDayHint(zone)} type="date" value={values.date} onChange={set("date")} error={errors.date} required />}
        <Problem error={create.error} fields={["name", "scopes"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={create.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>{create.isPending ? a.form.working : a.keys.create}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
