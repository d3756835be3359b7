import { useMutation, useQueryClient } from "@tanstack/react-query";
import { setPrice } from "@/api/admin";
import type { Price, Project } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { fromWall, toWall } from "@/i18n/zone";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Columns, Form, SelectField, TextField } from "@/ui/Field";
import { AMOUNT, isEver } from "./amount";
import { pricesOf } from "./queries";

interface Values { model: string; input: string; output: string; cached_input: string; reasoning: string; since: "ever" | "moment"; moment: string }
interface Props { project: Project; model: string; like: Price | undefined; onReprice: () => void; onClose: () => void }

/** The project's own price of a model. It counts from a moment on, so that what was spent before keeps its price. */
export function SetPrice({ project, model, like, onReprice, onClose }: Props) {
  const { zone } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const own = like?.is_own === true && !isEver(like.effective_from);
  const amount = (text: string, needed: boolean) => (text.trim() === "" ? (needed ? a.form.required : undefined) : AMOUNT.test(text.trim()) ? undefined : a.prices.badAmount);
  const form = useForm<Values>(
    {
      model, input: like?.input ?? "", output: like?.output ?? "", cached_input: like?.cached_input ?? "", reasoning: like?.reasoning ?? "",
      since: own ? "moment" : "ever", moment: toWall(own ? like.effective_from : new Date().toISOString(), zone),
    },
    (values) => ({
      model: values.model.trim() === "" ? a.form.required : undefined,
      input: amount(values.input, true),
      output: amount(values.output, true),
      cached_input: amount(values.cached_input, false),
      reasoning: amount(values.reasoning, false),
      moment: values.since === "ever" || !Number.isNaN(fromWall(values.moment, zone)) ? undefined : a.form.required,
    }),
  );
  const save = useMutation({
    mutationFn: (values: Values) => setPrice(project.id, {
      // Amounts travel as text: a number would lose digits of money.
      model: values.model.trim(), input: values.input.trim(), output: values.output.trim(),
      cached_input: values.cached_input.trim() === "" ? null : values.cached_input.trim(),
      reasoning: values.reasoning.trim() === "" ? null : values.reasoning.trim(),
      effective_from: values.since === "ever" ? null : new Date(fromWall(values.moment, zone)).toISOString(),
    }),
    onSuccess: (_, values) => {
      announce(a.prices.saved(values.model.trim()));
      return queryClient.invalidateQueries({ queryKey: pricesOf(project.id) });
    },
    onError: (error) => form.refuse(error),
  });
  const { values, errors, set } = form;

  if (save.isSuccess) {
    return (
      <Dialog title={a.prices.savedTitle(values.model.trim())} lead={a.prices.savedLead} closeLabel={a.form.close} onClose={onClose}>
        <DialogActions>
          <Button onClick={onClose}>{a.prices.onlyNew}</Button>
          <Button look="primary" onClick={onReprice} data-autofocus="">{a.prices.alsoPast}</Button>
        </DialogActions>
      </Dialog>
    );
  }
  const money = { inputMode: "decimal" as const, autoComplete: "off", maxLength: 20 };
  return (
    <Dialog title={model === "" ? a.prices.set : a.prices.setTitle(model)} lead={a.prices.setLead(project.name)} closeLabel={a.form.cancel} onClose={onClose} locked={save.isPending}>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => save.mutate(ready))}>
        {model === "" && <TextField label={a.prices.model} hint={a.prices.modelHint} value={values.model} onChange={set("model")} error={errors.model} autoComplete="off" spellCheck={false} maxLength={300} required />}
        <Columns>
          <TextField label={a.prices.inputRate} value={values.input} onChange={set("input")} error={errors.input} trailing={a.prices.unit} required {...money} />
          <TextField label={a.prices.outputRate} value={values.output} onChange={set("output")} error={errors.output} trailing={a.prices.unit} required {...money} />
          <TextField label={a.prices.cachedRate} mark={a.form.optional} value={values.cached_input} onChange={set("cached_input")} error={errors.cached_input} trailing={a.prices.unit} placeholder={a.prices.asInput} {...money} />
          <TextField label={a.prices.reasoningRate} mark={a.form.optional} value={values.reasoning} onChange={set("reasoning")} error={errors.reasoning} trailing={a.prices.unit} placeholder={a.prices.asOutput} {...money} />
        </Columns>
        <Columns>
          <SelectField label={a.prices.counts} value={values.since} onChange={set("since")} options={[{ value: "ever", label: a.prices.everSince }, { value: "moment", label: a.prices.fromMoment }]} />
          {values.since === "moment" && <TextField label={a.prices.moment} type="datetime-local" value={values.moment} onChange={set("moment")} error={errors.moment} hint={zone.replaceAll("_", " ")} required />}
        </Columns>
        <Problem error={save.error} fields={["model", "input", "output", "cached_input", "reasoning"]} />
        <DialogActions>
          <Button onClick={onClose} disabled={save.isPending}>{a.form.cancel}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>{save.isPending ? a.form.working : a.prices.set}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
