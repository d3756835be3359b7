import { Link } from "@tanstack/react-router";
import { listUnpriced } from "@/api/admin";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useI18n } from "@/i18n/I18n";
import { Icon } from "@/ui/Icon";
import { and, term } from "./filter";
import { useAsked, usePanel, useTraces } from "./panel";
import styles from "./Analytics.module.css";

/** Names the models whose calls are in no sum, where money is shown: a total that leaves them out must say so. */
export function Unpriced() {
  const { f } = useI18n();
  const a = useDetailText();
  const { search } = useScope();
  const traces = useTraces();
  const { data } = usePanel("unpriced", useAsked(), (selection, signal) => listUnpriced(selection.project, selection.start, selection.end, signal));
  if (data === undefined || data.length === 0) return null;
  return (
    <div role="status" className={styles["unpriced"]}>
      <Icon name="alert" />
      <p>
        {a.usage.unpricedModels}{" "}
        {data.map((one, index) => (
          <span key={`${one.model}/${one.provider}`}>
            {index > 0 && ", "}
            <Link className="link" to="/admin/monitoring/traces" search={traces(and("has:unpriced", term("model", one.model)))}>{one.model === "" ? a.usage.noModel : one.model}</Link>{" "}
            <span className={styles["faint"]}>{a.usage.unpricedCalls(f.count(one.calls), f.compact(one.total_tokens))}</span>
          </span>
        ))}
        . <Link className="link" to="/admin/settings/prices" search={scopeOf(search)}>{a.usage.setPrices}</Link>
      </p>
    </div>
  );
}
