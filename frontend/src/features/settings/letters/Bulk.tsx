import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { discardDeadLetters, replayDeadLetters, type LettersChosen, type LetterSignal } from "@/api/admin";
import type { DeadLetter, Project } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Select } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import styles from "./Letters.module.css";

/** The most that the server takes at once. */
const AT_ONCE = 1000;
const REASON_CHARACTERS = 60;
export const SIGNALS = ["traces", "logs", "metrics"] as const satisfies readonly LetterSignal[];

/** What an act is about: some by their ids, or everything that matches. */
export interface Target { ids: readonly string[] | null; /** Null: the server does not count. */ letters: number | null }

interface Props {
  project: Project;
  signal: LetterSignal | undefined;
  onSignal: (signal: LetterSignal | undefined) => void;
  reason: string | null;
  onReason: (reason: string | null) => void;
  /** Those that were read. */
  letters: readonly DeadLetter[];
  target: Target;
  picked: boolean;
  mayDiscard: boolean;
  onDone: () => void;
  queryKey: readonly unknown[];
  settlesMs: number;
}

/** Choosing dead letters by kind and reason, and acting on all that are chosen. */
export function Bulk({ project, signal, onSignal, reason, onReason, letters, target, picked, mayDiscard, onDone, queryKey, settlesMs }: Props) {
  const { f } = useI18n();
  const a = useAdminText();
  const [act, setAct] = useState<"replay" | "discard" | null>(null);
  const reasons = reasonsOf(letters);
  const count = target.letters === null ? "" : f.count(target.letters);
  const word = picked ? a.letters.picked(count) : target.ids === null ? a.letters.all(count) : a.letters.withReason(count);
  return (
    <>
      <span className={styles["choose"]}>
        <Select aria-label={a.letters.kind} value={signal ?? ""} options={[{ value: "", label: a.letters.anyKind }, ...SIGNALS.map((one) => ({ value: one, label: a.letters.signals[one] ?? one }))]} onChange={(value) => onSignal(SIGNALS.find((one) => one === value))} />
        <Select aria-label={a.letters.reason} value={reason ?? ""} options={[{ value: "", label: a.letters.anyReason }, ...reasons.map(([text, n]) => ({ value: text, label: `${short(text)} (${f.count(n)})` }))]} onChange={(value) => onReason(value === "" ? null : value)} />
      </span>
      <Button disabled={target.letters === 0} onClick={() => setAct("replay")}><Icon name="refresh" size={14} />{a.letters.replayMany(word)}</Button>
      {mayDiscard && <Button disabled={target.letters === 0} onClick={() => setAct("discard")}>{a.letters.discardMany(word)}</Button>}
      {act !== null && <Act act={act} project={project} signal={signal} target={target} queryKey={queryKey} settlesMs={settlesMs} onClose={() => setAct(null)} onDone={onDone} />}
    </>
  );
}

function short(text: string): string {
  return text.length > REASON_CHARACTERS ? `${text.slice(0, REASON_CHARACTERS - 1)}…` : text;
}

/** The most frequent first. */
export function reasonsOf(letters: readonly DeadLetter[]): [string, number][] {
  const found = new Map<string, number>();
  for (const letter of letters) found.set(letter.reason, (found.get(letter.reason) ?? 0) + 1);
  return [...found].sort((one, other) => other[1] - one[1]);
}

interface ActProps { act: "replay" | "discard"; project: Project; signal: LetterSignal | undefined; target: Target; queryKey: readonly unknown[]; settlesMs: number; onClose: () => void; onDone: () => void }

function Act({ act, project, signal, target, queryKey, settlesMs, onClose, onDone }: ActProps) {
  const { f } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const run = useMutation({
    mutationFn: async () => {
      const send = act === "replay" ? replayDeadLetters : discardDeadLetters;
      let letters = 0;
      for (const body of portions(act, target, signal)) {
        const done = await send(project.id, body);
        letters += done.dead_letters;
        if (done.dead_letters === 0) break;
      }
      if (act === "replay") await new Promise((settled) => setTimeout(settled, settlesMs));
      return letters;
    },
    onSuccess: (letters) => {
      announce(act === "replay" ? a.letters.replayedMany(f.count(letters)) : a.letters.discardedMany(f.count(letters)));
      onDone();
      onClose();
    },
    // Also after a failure: some may be done.
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const count = target.letters === null ? a.letters.allOf : f.count(target.letters);
  const typed = target.letters === null ? project.name : String(target.letters);
  return (
    <Confirm
      title={act === "replay" ? a.letters.replayManyTitle(count) : a.letters.discardManyTitle(count)}
      lead={act === "replay" ? a.letters.replayManyLead : a.letters.discardManyLead}
      act={act === "replay" ? a.letters.replay : a.letters.discard}
      danger={act === "discard"}
      {...(act === "discard" ? { typed: { label: a.letters.typeToDiscard(typed), text: typed } } : {})}
      pending={run.isPending}
      error={run.error}
      onConfirm={() => run.mutate()}
      onClose={onClose}
    />
  );
}

/** In the portions that the server takes; replaying everything goes on until as many were tried as there were (what fails comes back as new). */
export function portions(act: "replay" | "discard", target: Target, signal: LetterSignal | undefined): LettersChosen[] {
  if (target.ids !== null) {
    const { ids } = target;
    return Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, index) => ({ ids: ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE), all: false }));
  }
  const times = act === "replay" ? Math.ceil((target.letters ?? AT_ONCE) / AT_ONCE) : 1;
  return Array.from({ length: times }, () => ({ all: true, ...(signal === undefined ? {} : { signal }) }));
}
