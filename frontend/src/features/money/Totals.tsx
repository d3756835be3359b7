import { Link } from "@tanstack/react-router";
import type { Reconciliation } from "@/api/analytics";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { Hint } from "@/ui/Hint";
import { Icon } from "@/ui/Icon";
import { numberOf } from "./words";
import styles from "./Money.module.css";

interface SideProps { name: string; hint: string; amount: string | null | undefined; calls: string; apart?: { text: string; amount: string | null } | undefined }

function Side({ name, hint, amount, calls, apart }: SideProps) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const value = apart === undefined ? null : numberOf(apart.amount);
  return (
    <div className={styles["side"]}>
      <dt>{name}<Hint text={hint} /></dt>
      <dd>
        {amount === undefined ? <Skeleton width="6rem" height="2rem" /> : <strong title={amount === null ? undefined : `$${amount}`}>{f.money(numberOf(amount))}</strong>}
        <small>{calls}</small>
        {apart !== undefined && value !== null && (
          value === 0
            ? <span className={styles["same"]}><Icon name="check" size={14} />{a.money.same}</span>
            : <span className={styles["apart"]} title={`$${apart.amount ?? ""}`}>{apart.text} {value > 0 ? "+" : ""}{f.money(value)}</span>
        )}
      </dd>
    </div>
  );
}

/** The three sides beside each other, and whether calls are missing. */
export function Totals({ data }: { data: Reconciliation | undefined }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const { search } = useScope();
  const sum = data?.totals;
  const counted = data?.gateway_count;
  const missing = counted === undefined ? 0 : counted.calls - counted.known_calls;
  return (
    <dl className={styles["sides"]} aria-label={a.sections.money} aria-busy={data === undefined}>
      <Side name={a.money.sides.gateway} hint={a.money.hints.gateway} amount={sum?.gateway_cost_usd} calls={sum === undefined ? "" : a.money.calls(f.count(sum.gateway_calls))} />
      <Side
        name={a.money.sides.stored} hint={a.money.hints.stored} amount={sum?.stored_cost_usd} calls={sum === undefined ? "" : a.money.calls(f.count(sum.calls))}
        apart={sum === undefined ? undefined : { text: a.money.toGateway, amount: sum.gateway_difference_usd }}
      />
      <Side
        name={a.money.sides.map} hint={a.money.hints.map} amount={sum?.map_cost_usd} calls={sum === undefined ? "" : a.money.calls(f.count(sum.map_calls))}
        apart={sum === undefined ? undefined : { text: a.money.toMap, amount: sum.map_difference_usd }}
      />
      <div className={styles["side"]}>
        <dt>{a.money.sides.count}<Hint text={a.money.hints.count} /></dt>
        <dd>
          {counted === undefined ? <Skeleton width="6rem" height="2rem" /> : (
            <>
              <strong>{f.count(counted.calls)}</strong>
              <small>{a.money.gateways(counted.gateways)}</small>
              {counted.calls > 0 && (missing === 0 ? <span className={styles["same"]}><Icon name="check" size={14} />{a.money.allHere}</span> : <span className={styles["apart"]}>{a.money.missing(f.count(missing))}</span>)}
            </>
          )}
        </dd>
      </div>
      {sum !== undefined && sum.unpriced_calls > 0 && (
        <p className={styles["unpriced"]}><Icon name="alert" />{a.usage.unpriced(f.count(sum.unpriced_calls))} <Link className="link" to="/admin/settings/prices" search={scopeOf(search)}>{a.usage.setPrices}</Link></p>
      )}
    </dl>
  );
}
