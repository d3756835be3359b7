import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createSilence } from "@/api/monitoring";
import type { Alert } from "@/api/types";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useScope } from "@/features/scope/Scope";
import { useFormText } from "@/i18n/form";
import { useAlertsText } from "@/i18n/alerts";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { AreaField, Form, Select, SelectField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { useNow } from "@/ui/useNow";
import { covered, coversEverything, matchersOf, OPERATORS, problemOf, toMatcher, type MatcherDraft } from "./matchers";
import { alertsQuery } from "./queries";
import styles from "./Alerts.module.css";

const DURATIONS = ["30", "60", "120", "240", "480", "1440", "4320", "10080"] as const;
interface Values { matchers: MatcherDraft[]; minutes: (typeof DURATIONS)[number]; comment: string }

/** A new silence, from an alert or from nothing. It says beforehand which alerts it covers. */
export function SilenceDialog({ alert, onClose }: { alert: Alert | null; onClose: () => void }) {
  const { f } = useI18n();
  const a = useAlertsText();
  const words = useFormText();
  const queryClient = useQueryClient();
  const { epoch } = useScope();
  const now = useNow(10_000);
  const alerts = useQuery(alertsQuery(epoch)).data?.alerts ?? [];
  const form = useForm<Values>(
    () => ({ matchers: alert === null ? [{ name: "alertname", operator: "=", value: "" }] : matchersOf(alert), minutes: "60", comment: "" }),
    ({ matchers, comment }) => ({
      matchers: matchers.some((one) => problemOf(one) === "name") ? a.matcherWrong : matchers.some((one) => problemOf(one) === "regex") ? a.regexWrong : coversEverything(matchers) ? a.matcherEmpty : undefined,
      comment: comment.trim() === "" ? a.required : undefined,
    }),
  );
  const { values, errors, set } = form;
  const act = useMutation({
    mutationFn: (ready: Values) => createSilence({ matchers: ready.matchers.map(toMatcher), minutes: Number(ready.minutes), comment: ready.comment.trim() }),
    onSuccess: async () => {
      await Promise.all(["alerts", "silences"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
      announce(a.silenced);
      onClose();
    },
  });
  const count = coversEverything(values.matchers) ? 0 : covered(alerts, values.matchers).length;
  const change = (index: number, part: Partial<MatcherDraft>) => set("matchers")(values.matchers.map((one, place) => (place === index ? { ...one, ...part } : one)));

  return (
    <Dialog title={alert === null ? a.silenceAdd : a.silenceTitle(alert.name)} lead={a.silenceLead} closeLabel={words.cancel} onClose={onClose} locked={act.isPending} wide>
      <Form attempts={form.attempts} onSubmit={() => form.submit((ready) => act.mutate(ready))}>
        <fieldset className={styles["matchers"]}>
          <legend>{a.matchers}</legend>
          {values.matchers.map((matcher, index) => (
            <div key={index} className={styles["matcher"]}>
              <input aria-label={a.matcherName} value={matcher.name} onChange={(event) => change(index, { name: event.target.value })} className="mono" autoComplete="off" spellCheck={false} aria-invalid={errors.matchers !== undefined && problemOf(matcher) === "name" ? true : undefined} />
              <Select aria-label={a.matcherOperator} value={matcher.operator} options={OPERATORS.map((value) => ({ value, label: `${value} ${a.operators[value]}` }))} onChange={(operator) => change(index, { operator })} />
              <input aria-label={`${a.matcherValue}: ${matcher.name}`} value={matcher.value} maxLength={500} onChange={(event) => change(index, { value: event.target.value })} className="mono" autoComplete="off" spellCheck={false} aria-invalid={errors.matchers !== undefined && problemOf(matcher) === "regex" ? true : undefined} {...(alert === null && index === 0 ? { "data-autofocus": "" } : {})} />
              <IconButton icon="cross" label={a.removeMatcher(matcher.name)} disabled={values.matchers.length === 1} onClick={() => set("matchers")(values.matchers.filter((_, place) => place !== index))} />
            </div>
          ))}
          {errors.matchers !== undefined && <p role="alert" className={styles["wrong"]}><Icon name="alert" size={14} />{errors.matchers}</p>}
          <div className={styles["matcherFoot"]}>
            <Button small look="quiet" disabled={values.matchers.length >= 20} onClick={() => set("matchers")([...values.matchers, { name: "", operator: "=", value: "" }])}><Icon name="plus" size={14} />{a.addMatcher}</Button>
            <span role="status">{a.covers(count)}</span>
          </div>
        </fieldset>
        <SelectField label={a.duration} hint={a.until(f.moment(now + Number(values.minutes) * 60_000))} value={values.minutes} options={DURATIONS.map((value) => ({ value, label: a.durations[value] ?? value }))} onChange={set("minutes")} />
        <AreaField label={a.comment} hint={a.commentHint} value={values.comment} onChange={set("comment")} error={errors.comment} maxLength={1000} rows={2} {...(alert === null ? {} : { "data-autofocus": "" })} />
        <Problem error={act.error} />
        <DialogActions>
          <Button onClick={onClose} disabled={act.isPending}>{words.cancel}</Button>
          <Button type="submit" look="primary" disabled={act.isPending}>{act.isPending ? words.working : a.silence}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
