import { useState, type ReactNode } from "react";
import { useFormText } from "@/i18n/form";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Form, TextField } from "@/ui/Field";
import { Problem } from "./Problem";

interface Props {
  title: string;
  lead: ReactNode;
  /** The word of the button that does it. */
  act: string;
  danger?: boolean;
  /** Must be typed first: for what nothing brings back. */
  typed?: { label: string; text: string };
  pending: boolean;
  error: Error | null;
  known?: Partial<Record<string, string>>;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be taken back. The focus begins on the way out. */
export function Confirm({ title, lead, act, danger = false, typed, pending, error, known = {}, onConfirm, onClose, children }: Props) {
  const form = useFormText();
  const [text, setText] = useState("");
  const ready = typed === undefined || text === typed.text;
  return (
    <Dialog title={title} lead={lead} closeLabel={form.cancel} onClose={onClose} locked={pending}>
      <Form onSubmit={() => { if (ready && !pending) onConfirm(); }}>
        {children}
        {typed !== undefined && <TextField label={typed.label} value={text} onChange={setText} autoComplete="off" spellCheck={false} />}
        <Problem error={error} known={known} />
        <DialogActions>
          <Button onClick={onClose} disabled={pending} {...(typed === undefined ? { "data-autofocus": "" } : {})}>{form.cancel}</Button>
          <Button type="submit" look={danger ? "danger" : "primary"} disabled={!ready || pending}>{pending ? form.working : act}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
