import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setPolicy } from "@/api/admin";
import { ApiFailure } from "@/api/client";
import type { Project, ProjectPolicy } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { ChoiceCards, Columns, Form, TextField } from "@/ui/Field";
import { Panel } from "@/ui/Page";
import { DECIMAL, draftOf, isShorter, LONGEST_DAYS, RULE_NAME, rulesOf, WHOLE, type Draft } from "./draft";
import { MaskingFields } from "./MaskingFields";
import styles from "./Policy.module.css";
import { policyOf } from "./queries";
import { TryIt } from "./TryIt";

interface Props { project: Project; stored: ProjectPolicy; editable: boolean; onReload: () => void }

/** A project's whole policy in one form: what is saved is what was seen, or nothing (409). */
export function PolicyForm({ project, stored, editable, onReload }: Props) {
  const { f } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const { effective, defaults } = stored;
  const [confirming, setConfirming] = useState(false);
  const days = (value: string) => (value.trim() === "" || (WHOLE.test(value.trim()) && Number(value) <= LONGEST_DAYS) ? undefined : a.policy.badDays);
  const whole = (value: string) => (value.trim() === "" || WHOLE.test(value.trim()) ? undefined : a.policy.badNumber);
  const form = useForm<Draft>(() => draftOf(stored.policy, defaults.patterns), (values) => ({
    retention_days: days(values.retention_days),
    payload_retention_days: days(values.payload_retention_days),
    custom: values.custom.some(({ name, pattern }) => !RULE_NAME.test(name) || pattern === "") ? a.policy.badRule : undefined,
    requests_per_second: values.requests_per_second.trim() === "" || DECIMAL.test(values.requests_per_second.trim()) ? undefined : a.policy.badNumber,
    request_burst: whole(values.request_burst),
    items_per_minute: whole(values.items_per_minute),
    item_burst: whole(values.item_burst),
  }));
  const { values, errors, set } = form;
  const save = useMutation({
    mutationFn: (draft: Draft) => setPolicy(project.id, { ...rulesOf(draft), version: stored.version }),
    onSuccess: (answer) => {
      announce(a.policy.saved);
      queryClient.setQueryData(policyOf(project.id), answer);
    },
    onError: (error) => {
      setConfirming(false);
      form.refuse(error);
    },
  });
  const refused: Readonly<Record<string, string>> = save.error instanceof ApiFailure ? Object.fromEntries(save.error.fields.map(({ field, problem }) => [field, problem])) : {};
  const nextDays = (value: string, fallback: number) => (value.trim() === "" ? fallback : Number(value));
  const deletes = isShorter(nextDays(values.retention_days, defaults.retention_days), effective.retention_days)
    || isShorter(nextDays(values.payload_retention_days, defaults.payload_retention_days), effective.payload_retention_days);
  const changed = JSON.stringify(rulesOf(values)) !== JSON.stringify(rulesOf(draftOf(stored.policy, defaults.patterns)));
  const keep = (count: number, zero: string) => (count === 0 ? zero : a.form.days(count));
  const limit = (value: number) => (value === 0 ? a.policy.noLimit : f.count(value));
  const rate = (name: "requests_per_second" | "request_burst" | "items_per_minute" | "item_burst") => ({
    label: a.policy.rates[name], value: values[name], onChange: set(name), error: errors[name], placeholder: a.policy.byDefault(limit(defaults.rate_limits[name])), inputMode: "decimal" as const, autoComplete: "off", maxLength: 14, disabled: !editable,
  });
  const submit = () => form.submit((draft) => { if (deletes) setConfirming(true); else save.mutate(draft); });

  return (
    <>
      <Form attempts={form.attempts} onSubmit={submit} label={a.policy.title}>
        {!editable && <p className={styles["note"]}>{a.policy.readOnly}</p>}
        <Panel title={a.policy.retention} lead={a.policy.retentionLead} padded>
          <Columns>
            <TextField label={a.policy.keepAll} hint={a.policy.keepAllHint} value={values.retention_days} onChange={set("retention_days")} error={errors.retention_days} placeholder={a.policy.byDefault(keep(defaults.retention_days, a.policy.forEver))} trailing={a.policy.days} inputMode="numeric" autoComplete="off" maxLength={4} disabled={!editable} />
            <TextField label={a.policy.keepPayloads} hint={a.policy.keepPayloadsHint} value={values.payload_retention_days} onChange={set("payload_retention_days")} error={errors.payload_retention_days} placeholder={a.policy.byDefault(keep(defaults.payload_retention_days, a.policy.asRest))} trailing={a.policy.days} inputMode="numeric" autoComplete="off" maxLength={4} disabled={!editable} />
          </Columns>
          {stored.deleted.last_at !== null && <p className={styles["deleted"]}>{a.policy.deleted(f.count(stored.deleted.traces), f.count(stored.deleted.spans), f.count(stored.deleted.payloads), f.moment(stored.deleted.last_at))}</p>}
        </Panel>
        <Panel title={a.policy.payloads} lead={a.policy.payloadsLead} padded>
          <fieldset disabled={!editable} className={styles["plain"]}>
            <ChoiceCards
              legend={a.policy.mode} name="payload_mode" value={values.payload_mode} onChange={set("payload_mode")} error={refused["payload_mode"]}
              options={(["", "full", "masked", "none"] as const).map((mode) => ({ value: mode, label: mode === "" ? a.policy.byDefault(a.policy.modes[defaults.payload_mode]) : a.policy.modes[mode], note: mode === "" ? a.policy.defaultNote : a.policy.modeNotes[mode] }))}
            />
          </fieldset>
        </Panel>
        <MaskingFields values={values} set={set} error={errors.custom} refused={refused} named={stored.named_patterns} defaults={defaults.patterns} editable={editable} />
        <Panel title={a.policy.limits} lead={a.policy.limitsLead} padded>
          <Columns>
            <TextField {...rate("requests_per_second")} />
            <TextField {...rate("request_burst")} hint={a.policy.burstHint} />
            <TextField {...rate("items_per_minute")} hint={a.policy.itemsHint} />
            <TextField {...rate("item_burst")} />
          </Columns>
        </Panel>
        {editable && (
          <div className={styles["save"]}>
            <Problem error={save.error} known={{ policy_changed: a.policy.changedMeanwhile, invalid_rule: a.policy.invalidRule, rules_without_effect: a.policy.noEffect }} />
            {save.error instanceof ApiFailure && save.error.code === "policy_changed" && <Button onClick={onReload}>{a.policy.reload}</Button>}
            <div className={styles["bar"]}>
              <span>{stored.updated_at === null ? a.policy.neverSet : a.policy.setAt(f.moment(stored.updated_at))}</span>
              <Button onClick={() => { form.reset(draftOf(stored.policy, defaults.patterns)); save.reset(); }} disabled={!changed || save.isPending}>{a.policy.discard}</Button>
              <Button type="submit" look="primary" disabled={!changed || save.isPending}>{save.isPending ? a.form.working : a.form.save}</Button>
            </div>
          </div>
        )}
      </Form>
      {editable && <TryIt project={project} draft={values} />}
      {confirming && <Confirm title={a.policy.shorterTitle} lead={a.policy.shorterLead} act={a.policy.shorterAct} danger pending={save.isPending} error={save.error} onConfirm={() => save.mutate(values)} onClose={() => setConfirming(false)} />}
    </>
  );
}
