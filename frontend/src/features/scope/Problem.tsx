import { ApiFailure } from "@/api/client";
import { useFormText } from "@/i18n/form";
import { useI18n } from "@/i18n/I18n";
import { Icon } from "@/ui/Icon";
import { isShownByFields } from "./form";
import styles from "./Problem.module.css";

interface Props {
  error: Error | null;
  /** Refusals that this place explains better than the server's words. */
  known?: Partial<Record<string, string>>;
  /** Fields that show what is wrong with them. */
  fields?: readonly string[];
}

/** Why an act was refused, above the buttons of its form. */
export function Problem({ error, known = {}, fields = [] }: Props) {
  const { t } = useI18n();
  const form = useFormText();
  if (error === null) return null;
  const text = textOf(error);
  const id = error instanceof ApiFailure ? error.requestId : null;
  return (
    <div role="alert" className={styles["problem"]}>
      <Icon name="alert" />
      <div>
        <p>{text}</p>
        {id !== null && <small>{t.errors.requestId}: <span className="mono">{id}</span></small>}
      </div>
    </div>
  );

  function textOf(failure: Error): string {
    if (!(failure instanceof ApiFailure)) return failure.message;
    const explained = known[failure.code];
    if (explained !== undefined) return explained;
    if (isShownByFields(failure, fields)) return form.checkFields;
    switch (failure.kind) {
      // Late or garbled: the server may have done it before its answer was lost.
      case "agentops_away": return failure.code === "agentops_unavailable" ? form.agentopsAway : form.agentopsLate;
      case "portal_away": return form.portalAway;
      case "unauthenticated": return t.login.expired;
      case "throttled": return form.throttled(failure.retryAfter ?? 5);
      case "not_found": return form.gone;
      case "server": return t.errors.serverLead;
      case "forbidden":
      case "rejected": return failure.message;
    }
  }
}
