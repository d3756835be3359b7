import { useQuery } from "@tanstack/react-query";
import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { CodeBlock, Notice } from "@/ui/Feedback";
import { everQuery } from "./queries";
import styles from "./Overview.module.css";

/** The key is read from .env by the shell of whoever runs this: it never passes through the screen. */
const FIRST_CALL = `source ./.env
curl -s "http://127.0.0.1:$LITELLM_PORT/v1/chat/completions" \\
  -H "Authorization: Bearer $LITELLM_MASTER_KEY" -H "Content-Type: application/json" \\
  -d '{"model":"qwen-235b","messages":[{"role":"user","content":"Hello"}]}'`;

export function EmptyOverview() {
  const { t } = useI18n();
  const { search, setSearch } = useScope();
  const ever = useQuery(everQuery(search.project));
  if (ever.isPending) return null;
  const first = (ever.data?.total ?? 0) === 0;
  return (
    <div className={styles["emptyPanel"]}>
      <Notice
        icon="traces"
        title={first ? t.overview.empty.title : t.overview.empty.noneInRange}
        lead={first ? t.overview.empty.lead : t.overview.empty.noneInRangeLead}
        actions={first ? <span className={styles["waiting"]}><i />{t.overview.empty.waiting}</span> : <Button look="primary" onClick={() => setSearch({ range: "30d", from: undefined, to: undefined })}>{t.overview.empty.widen}</Button>}
      >
        {first && <p className={styles["sub"]}>{t.overview.empty.step}</p>}
        {first && <CodeBlock code={FIRST_CALL} />}
      </Notice>
    </div>
  );
}
