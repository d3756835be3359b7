import type { PatternName, ProjectPolicy } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { AreaField, CheckField, CheckList, TextField } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Panel } from "@/ui/Page";
import type { Draft } from "./draft";
import styles from "./Policy.module.css";

interface Props {
  values: Draft;
  set: <K extends keyof Draft>(key: K) => (value: Draft[K]) => void;
  error: string | undefined;
  /** What the server said, by the path of the field. */
  refused: Readonly<Record<string, string>>;
  named: ProjectPolicy["named_patterns"];
  defaults: readonly PatternName[];
  editable: boolean;
}

const MOST_RULES = 50;

export function MaskingFields({ values, set, error, refused, named, defaults, editable }: Props) {
  const { f } = useI18n();
  const a = useAdminText();
  const change = (index: number, part: Partial<Draft["custom"][number]>) => set("custom")(values.custom.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  const defaultNames = defaults.length === 0 ? a.policy.noPattern : f.list(defaults.map((name) => a.policy.patterns[name]));
  return (
    <Panel title={a.policy.masking} lead={a.policy.maskingLead} padded>
      <fieldset disabled={!editable} className={styles["plain"]}>
        <CheckField label={a.policy.defaultPatterns} note={defaultNames} checked={!values.ownPatterns} disabled={!editable} onChange={(checked) => set("ownPatterns")(!checked)} />
        {values.ownPatterns && <CheckList legend={a.policy.whichPatterns} values={values.patterns} onChange={set("patterns")} options={named.map(({ name, example }) => ({ value: name, label: a.policy.patterns[name], note: example }))} />}
        <div className={styles["rules"]} role="group" aria-label={a.policy.custom}>
          <h3>{a.policy.custom}</h3>
          <p>{a.policy.customLead}</p>
          {values.custom.map((rule, index) => (
            <div key={index} className={styles["rule"]}>
              <TextField label={a.policy.ruleName(index + 1)} value={rule.name} onChange={(name) => change(index, { name })} error={refused[`masking.custom.${String(index)}.name`]} placeholder="employee" mono autoComplete="off" spellCheck={false} maxLength={40} />
              <TextField label={a.policy.rulePattern(index + 1)} value={rule.pattern} onChange={(pattern) => change(index, { pattern })} error={refused[`masking.custom.${String(index)}.pattern`]} placeholder="EMP-\d{6}" mono autoComplete="off" spellCheck={false} maxLength={500} />
              <IconButton icon="cross" label={a.policy.removeRule(index + 1)} onClick={() => set("custom")(values.custom.filter((_, at) => at !== index))} />
            </div>
          ))}
          {error !== undefined && <p role="alert" className={styles["error"]}>{error}</p>}
          <div><Button small onClick={() => set("custom")([...values.custom, { name: "", pattern: "" }])} disabled={values.custom.length >= MOST_RULES}><Icon name="plus" size={14} />{a.policy.addRule}</Button></div>
        </div>
        <AreaField label={a.policy.keys} hint={a.policy.keysHint} value={values.attribute_keys} onChange={set("attribute_keys")} error={refused["masking.attribute_keys"]} placeholder={"customer.*\nuser.address"} mono spellCheck={false} />
        <AreaField label={a.policy.kept} hint={a.policy.keptHint} value={values.keep_attributes} onChange={set("keep_attributes")} error={refused["masking.keep_attributes"]} placeholder="build.*" mono spellCheck={false} />
      </fieldset>
    </Panel>
  );
}
