import { useEffect, useId, useRef, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";
import { Icon } from "./Icon";
import styles from "./Field.module.css";

interface FieldProps {
  label: string;
  /** What is wrong with the value; read out when the field is entered. */
  error?: string | undefined;
  hint?: ReactNode;
  /** "optional", where the field may stay empty. */
  mark?: string | undefined;
}

interface Wiring { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined }

function Field({ label, error, hint, mark, children }: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = [hint === undefined ? null : `${id}-hint`, error === undefined ? null : `${id}-error`].filter((name) => name !== null).join(" ");
  return (
    <div className={styles["field"]}>
      <label htmlFor={id}>{label}{mark !== undefined && <small>{mark}</small>}</label>
      {children({ id, "aria-describedby": described === "" ? undefined : described, "aria-invalid": error === undefined ? undefined : true })}
      {error !== undefined && <p id={`${id}-error`} className={styles["error"]}><Icon name="alert" size={14} />{error}</p>}
      {hint !== undefined && <p id={`${id}-hint`} className={styles["hint"]}>{hint}</p>}
    </div>
  );
}

interface TextProps extends FieldProps, Omit<ComponentProps<"input">, "onChange" | "value" | "className"> {
  value: string;
  onChange: (value: string) => void;
  mono?: boolean;
  /** Sits inside the field at its end: a unit or a button. */
  trailing?: ReactNode;
}

export function TextField({ label, error, hint, mark, value, onChange, mono = false, trailing, ...rest }: TextProps) {
  return (
    <Field label={label} error={error} hint={hint} mark={mark}>
      {(wiring) => (
        <span className={styles["with"]}>
          <input {...rest} {...wiring} value={value} className={cx(styles["input"], mono && "mono", trailing !== undefined && styles["trailed"])} onChange={(event) => onChange(event.target.value)} />
          {trailing !== undefined && <span className={styles["trailing"]}>{trailing}</span>}
        </span>
      )}
    </Field>
  );
}

interface AreaProps extends FieldProps, Omit<ComponentProps<"textarea">, "onChange" | "value" | "className"> { value: string; onChange: (value: string) => void; mono?: boolean }

export function AreaField({ label, error, hint, mark, value, onChange, mono = false, ...rest }: AreaProps) {
  return (
    <Field label={label} error={error} hint={hint} mark={mark}>
      {(wiring) => <textarea rows={3} {...rest} {...wiring} value={value} className={cx(styles["input"], styles["area"], mono && "mono")} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

export interface Option<T extends string> { value: T; label: string }

interface SelectProps<T extends string> extends FieldProps { value: T; options: readonly Option<T>[]; onChange: (value: T) => void; disabled?: boolean }

export function SelectField<T extends string>({ value, options, onChange, disabled = false, ...field }: SelectProps<T>) {
  return (
    <Field {...field}>
      {(wiring) => <Select {...wiring} value={value} options={options} onChange={onChange} disabled={disabled} />}
    </Field>
  );
}

interface BareSelectProps<T extends string> { value: T; options: readonly Option<T>[]; onChange: (value: T) => void; disabled?: boolean; id?: string; "aria-label"?: string; "aria-describedby"?: string | undefined; "aria-invalid"?: true | undefined }

/** A native select: its list works in dialogs, on phones and for screen readers as people know it. */
export function Select<T extends string>({ value, options, onChange, ...rest }: BareSelectProps<T>) {
  return (
    <span className={styles["select"]}>
      <select
        {...rest}
        value={value}
        className={styles["input"]}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
      <Icon name="chevronDown" size={14} />
    </span>
  );
}

interface ChoiceProps<T extends string> { legend: string; name: string; value: T; options: readonly { value: T; label: string; note: string }[]; onChange: (value: T) => void; error?: string | undefined }

/** One of a few that need a sentence each. */
export function ChoiceCards<T extends string>({ legend, name, value, options, onChange, error }: ChoiceProps<T>) {
  return (
    <fieldset className={styles["group"]}>
      <legend>{legend}</legend>
      <div className={styles["cards"]}>
        {options.map((option) => (
          <label key={option.value} className={styles["card"]}>
            <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
            <strong>{option.label}</strong>
            <small>{option.note}</small>
          </label>
        ))}
      </div>
      {error !== undefined && <p role="alert" className={styles["error"]}><Icon name="alert" size={14} />{error}</p>}
    </fieldset>
  );
}

interface ChecksProps<T extends string> { legend: string; values: readonly T[]; options: readonly { value: T; label: string; note?: string | undefined }[]; onChange: (values: T[]) => void; error?: string | undefined; empty?: string }

export function CheckList<T extends string>({ legend, values, options, onChange, error, empty }: ChecksProps<T>) {
  const id = useId();
  return (
    <fieldset className={styles["group"]} aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend>{legend}</legend>
      {options.length === 0 && empty !== undefined && <p className={styles["hint"]}>{empty}</p>}
      <div className={styles["checks"]}>
        {options.map((option) => (
          <label key={option.value} className={styles["check"]}>
            <input
              type="checkbox"
              checked={values.includes(option.value)}
              onChange={(event) => onChange(event.target.checked ? [...values, option.value] : values.filter((value) => value !== option.value))}
            />
            <span>{option.label}{option.note !== undefined && <small>{option.note}</small>}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <p id={`${id}-error`} role="alert" className={styles["error"]}><Icon name="alert" size={14} />{error}</p>}
    </fieldset>
  );
}

export function CheckField({ label, note, checked, onChange, disabled = false }: { label: string; note?: string; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }) {
  return (
    <label className={styles["check"]}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}{note !== undefined && <small>{note}</small>}</span>
    </label>
  );
}

/** Fields under each other. When `attempts` grows, something is wrong: the first such field gets the focus. */
export function Form({ onSubmit, children, label, attempts = 0 }: { onSubmit: () => void; children: ReactNode; label?: string; attempts?: number }) {
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (attempts > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [attempts]);

  return (
    <form
      ref={form}
      className={styles["form"]}
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

export function Columns({ children }: { children: ReactNode }) {
  return <div className={styles["columns"]}>{children}</div>;
}
