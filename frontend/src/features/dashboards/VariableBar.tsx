import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useScope } from "@/features/scope/Scope";
import { useDashboardsText } from "@/i18n/dashboards";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Field";
import { Floating } from "@/ui/Floating";
import { Icon } from "@/ui/Icon";
import { ALL, type Variable, type VariableOption } from "./grafana";
import { choicesQuery, type Asking } from "./queries";
import { writeValues } from "./variables";
import styles from "./Dashboards.module.css";

interface Props { asking: Asking; hasMarks: boolean }

/** What the dashboard can be narrowed by. The choice is in the address. */
export function VariableBar({ asking, hasMarks }: Props) {
  const d = useDashboardsText();
  const { search, setSearch } = useScope();
  const open = asking.variables.filter((variable) => !variable.hidden);
  if (open.length === 0 && !hasMarks) return null;
  return (
    <div className={styles["variables"]} role="group" aria-label={d.variables}>
      {open.map((variable) => <VariableField key={variable.name} variable={variable} asking={asking} />)}
      {hasMarks && (
        <label className={styles["marks"]}>
          <input type="checkbox" checked={search.marks !== "off"} onChange={(event) => setSearch({ marks: event.target.checked ? undefined : "off" }, { replace: true })} />
          {d.marks}
        </label>
      )}
    </div>
  );
}

function VariableField({ variable, asking }: { variable: Variable; asking: Asking }) {
  const d = useDashboardsText();
  const { setSearch } = useScope();
  const query = useQuery({ ...choicesQuery(variable, asking), enabled: variable.type === "query" });
  const chosen = asking.chosen[variable.name] ?? [];
  const known: readonly VariableOption[] = variable.type === "query" ? (query.data ?? []) : variable.options;
  // What the address names stays on offer, also where it has no series now.
  const options = [...known, ...chosen.filter((value) => value !== ALL && !known.some((option) => option.value === value)).map((value) => ({ text: value, value }))];
  const set = (values: readonly string[]) => setSearch({ [`var-${variable.name}`]: values.length === 0 ? undefined : writeValues(values) });

  if (variable.type === "textbox") return <TextVariable key={chosen.join()} variable={variable} value={chosen[0] ?? ""} onChange={(value) => set(value === "" ? [] : [value])} />;
  if (!variable.multi) {
    const all = [...(variable.includeAll ? [{ value: ALL, label: d.all }] : []), ...(variable.auto === null ? [] : [{ value: `$__auto_interval_${variable.name}`, label: d.auto }]), ...options.map((option) => ({ value: option.value, label: option.text }))];
    return <label className={styles["variable"]}><span>{variable.label}</span><Select value={chosen[0] ?? ""} options={all} onChange={(value) => set([value])} /></label>;
  }
  const label = chosen.includes(ALL) ? d.all : chosen.length === 1 ? (options.find((option) => option.value === chosen[0])?.text ?? chosen[0] ?? "") : d.chosen(chosen.length);
  return (
    <div className={styles["variable"]}>
      <span aria-hidden="true">{variable.label}</span>
      <Floating role="dialog" align="start" label={variable.label} className={styles["choices"]} trigger={<Button aria-label={`${variable.label}: ${label}`}><span className={styles["chosen"]}>{label}</span><Icon name="chevronDown" size={14} /></Button>}>
        <Choices variable={variable} options={options} chosen={chosen} failed={query.error !== null} onChange={set} />
      </Floating>
    </div>
  );
}

interface ChoicesProps { variable: Variable; options: readonly VariableOption[]; chosen: readonly string[]; failed: boolean; onChange: (values: readonly string[]) => void }

function Choices({ variable, options, chosen, failed, onChange }: ChoicesProps) {
  const d = useDashboardsText();
  const [find, setFind] = useState("");
  const found = options.filter((option) => option.text.toLowerCase().includes(find.toLowerCase()));
  const others = chosen.filter((value) => value !== ALL);
  const toggle = (value: string, on: boolean) => {
    const next = on ? [...others, value] : others.filter((one) => one !== value);
    onChange(next.length === 0 && variable.includeAll ? [ALL] : next);
  };
  return (
    <>
      {options.length > 8 && <input type="search" aria-label={d.find} placeholder={d.find} value={find} onChange={(event) => setFind(event.target.value)} className={styles["find"]} />}
      {variable.includeAll && <label className={styles["choice"]}><input type="checkbox" checked={chosen.includes(ALL)} onChange={() => onChange([ALL])} />{d.all}</label>}
      {found.map((option) => (
        <label key={option.value} className={styles["choice"]}><input type="checkbox" checked={chosen.includes(option.value)} onChange={(event) => toggle(option.value, event.target.checked)} /><span>{option.text}</span></label>
      ))}
      {options.length === 0 && <p className={styles["noChoice"]}>{failed ? d.choicesFailed : d.noChoice}</p>}
    </>
  );
}

function TextVariable({ variable, value, onChange }: { variable: Variable; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  return (
    <form className={styles["variable"]} onSubmit={(event) => { event.preventDefault(); onChange(typed); }}>
      <label><span>{variable.label}</span><input value={typed} onChange={(event) => setTyped(event.target.value)} onBlur={() => { if (typed !== value) onChange(typed); }} /></label>
    </form>
  );
}
