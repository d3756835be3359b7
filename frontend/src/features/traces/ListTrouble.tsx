import { ApiFailure } from "@/api/client";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { PRESETS, DEFAULT_PRESET, type Preset } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { Button } from "@/ui/Button";
import { Notice, Small } from "@/ui/Feedback";
import { Highlighted } from "./filter/Highlighted";
import { explain, refusalIn } from "./filter/refusal";
import styles from "./Traces.module.css";

const TOO_MUCH = new Set(["query_too_big", "agentops_timeout"]);

export function isTooMuch(error: Error): boolean {
  return error instanceof ApiFailure && TOO_MUCH.has(error.code);
}

/** Why there is no list, and what to do about it. */
export function ListTrouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useI18n();
  const a = useTracesText();
  const { search, setSearch } = useScope();
  const refusal = refusalIn(error, search.q ?? "");
  if (refusal !== null) {
    return (
      <Notice icon="search" tone="bad" title={a.trouble.invalid} lead={explain(refusal, a)} actions={<Button look="primary" onClick={() => setSearch({ q: undefined })}>{a.trouble.removeFilter}</Button>}>
        <code className={styles["badFilter"]}><Highlighted text={search.q ?? ""} wrong={refusal} /></code>
        <Small>{a.trouble.invalidLead}</Small>
      </Notice>
    );
  }
  if (isTooMuch(error)) {
    const index = search.from === undefined ? PRESETS.indexOf(search.range ?? DEFAULT_PRESET) : PRESETS.length;
    const shorter: Preset | undefined = PRESETS[index - 1];
    return (
      <Notice
        icon="clock" tone="bad" title={a.trouble.tooMuch} lead={a.trouble.tooMuchLead}
        actions={<>
          {shorter !== undefined && <Button look="primary" onClick={() => setSearch({ range: shorter, from: undefined, to: undefined })}>{a.trouble.shorter(t.scope.presets[shorter])}</Button>}
          {search.sort !== undefined && <Button onClick={() => setSearch({ sort: undefined, order: undefined })}>{a.trouble.sortByTime}</Button>}
          <Button onClick={onRetry}>{t.common.retry}</Button>
        </>}
      />
    );
  }
  return <Failure error={error} onRetry={onRetry} />;
}
