import { useMutation, useQueryClient } from "@tanstack/react-query";
import { reprice } from "@/api/admin";
import type { Project } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { fromWall, toWall } from "@/i18n/zone";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Columns, Form, SelectField, TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import styles from "./Prices.module.css";
import { pricesOf } from "./queries";

const DAYS = ["1", "7", "30"] as const;
interface Values { period: (typeof DAYS)[number] | "custom"; start: string; end: string }
const DAY_MS = 86_400_000;

/** Applies the prices of now to calls that are stored. It can take a minute: the dialog stays until the server has counted. */
export function Reprice({ project, onClose }: { project: Project; onClose: () => void }) {
  const { f, zone } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const form = useForm<Values>(() => ({ period: "30", start: toWall(new Date(Date.now() - DAY_MS).toISOString(), zone), end: toWall(new Date().toISOString(), zone) }), (values) => {
    if (values.period !== "custom") return {};
    const [start, end] = [fromWall(values.start, zone), fromWall(values.end, zone)];
    return { start: Number.isNaN(start) ? a.form.required : undefined, end: Number.isNaN(end) ? a.form.required : start >= end ? a.prices.badOrder : undefined };
  });
  const run = useMutation({
    mutationFn: (values: Values) => {
      const now = Date.now();
      const [start, end] = values.period === "custom" ? [fromWall(values.start, zone), fromWall(values.end, zone)] : [now - Number(values.period) * DAY_MS, now];
      return reprice(project.id, new Date(start).toISOString(), new Date(end).toISOString());
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: pricesOf(project.id) }),
  });
  const { values, errors, set } = form;
  return (
    <Dialog title={a.prices.reprice} lead={a.prices.repriceLead} closeLabel={a.form.close} onClose={onClose} locked={run.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => run.mutate(ready))}>
        <SelectField label={a.prices.which} value={values.period} onChange={set("period")} disabled={run.isPending} options={[...DAYS.map((days) => ({ value: days, label: a.prices.lastDays(Number(days)) })), { value: "custom", label: a.prices.custom }]} />
        {values.period === "custom" && (
          <Columns>
            <TextField label={a.prices.start} type="datetime-local" value={values.start} onChange={set("start")} error={errors.start} hint={zone.replaceAll("_", " ")} required />
            <TextField label={a.prices.end} type="datetime-local" value={values.end} onChange={set("end")} error={errors.end} required />
          </Columns>
        )}
        <div role="status">
          {run.isPending && <p>{a.prices.repricing}</p>}
          {run.isSuccess && <p className={cx(styles["result"], run.data.calls === 0 && styles["none"])}><Icon name={run.data.calls === 0 ? "info" : "check"} />{run.data.calls === 0 ? a.prices.repricedNone : a.prices.repriced(f.count(run.data.calls), run.data.calls)}</p>}
        </div>
        <Problem error={run.error} />
        <DialogActions>
          <Button onClick={onClose} disabled={run.isPending}>{a.form.close}</Button>
          <Button type="submit" look="primary" disabled={run.isPending}>{run.isPending ? a.form.working : a.prices.reprice}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
