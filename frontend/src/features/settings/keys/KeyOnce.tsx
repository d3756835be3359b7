import type { NewKey } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { CodeBlock } from "@/ui/Feedback";
import { Secret } from "@/ui/Secret";

/** A key that was just made. Only a press on the button leaves it: nothing shows it again. */
export function KeyOnce({ made, title, onClose }: { made: NewKey; title: string; onClose: () => void }) {
  const a = useAdminText();
  return (
    <Dialog title={title} lead={a.keys.onceLead} closeLabel={a.form.close} onClose={onClose} locked wide>
      <Secret label={a.form.copyNow} value={made.api_key} copyLabel={a.keys.copyKey} />
      <p>{a.keys.usage}</p>
      <CodeBlock code={"export AGENTOPS_API_KEY=…\npython -c 'import agentops; agentops.init()'"} label={a.keys.usage} />
      <DialogActions><Button look="primary" onClick={onClose}>{a.form.stored}</Button></DialogActions>
    </Dialog>
  );
}
