import { useState } from "react";
import { ApiFailure } from "@/api/client";

export type Errors<T> = Partial<Record<keyof T & string, string>>;

/**
 * Values of a form and what is wrong with them. `check` speaks the reader's language and is asked before anything is sent;
 * `refuse` takes what the server said about fields. `attempts` counts refusals:
 * the form then puts the focus on the first wrong field.
 */
export function useForm<T extends object>(initial: T | (() => T), check: (values: T) => Errors<T>) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors<T>>({});
  const [attempts, setAttempts] = useState(0);

  const set = <K extends keyof T & string>(key: K) => (value: T[K]) => {
    setValues((now) => ({ ...now, [key]: value }));
    setErrors((now) => ({ ...now, [key]: undefined }));
  };

  const submit = (act: (values: T) => void) => {
    const found = Object.fromEntries(Object.entries(check(values)).filter(([, problem]) => problem !== undefined)) as Errors<T>;
    setErrors(found);
    if (Object.keys(found).length === 0) act(values);
    else setAttempts((now) => now + 1);
  };

  /** Puts a refusal beside the fields it names; `codes` says which field a refusal by code is about. */
  const refuse = (failure: Error, codes: Partial<Record<string, readonly [keyof T & string, string]>> = {}) => {
    if (!(failure instanceof ApiFailure)) return;
    const found: Partial<Record<string, string>> = {};
    for (const { field, problem } of failure.fields) found[field.split(".")[0] ?? field] ??= problem;
    const byCode = codes[failure.code];
    if (byCode !== undefined) found[byCode[0]] = byCode[1];
    setErrors((now) => ({ ...now, ...found }));
    setAttempts((now) => now + 1);
  };

  const reset = (next: T) => {
    setValues(next);
    setErrors({});
  };

  return { values, errors, set, submit, refuse, reset, attempts };
}

/** Whether every part of a refusal is shown beside a field already. */
export function isShownByFields(failure: Error, names: readonly string[]): boolean {
  return failure instanceof ApiFailure && failure.fields.length > 0 && failure.fields.every(({ field }) => names.includes(field.split(".")[0] ?? field));
}
