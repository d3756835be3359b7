import { Link } from "@tanstack/react-router";
import type { Reconciliation } from "@/api/analytics";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useFeedText } from "@/i18n/feed";
import { useI18n } from "@/i18n/I18n";
import { Skeleton } from "@/ui/Feedback";
import { Hint } from "@/ui/Hint";
import { Icon } from "@/ui/Icon";
import { numberOf } from "./words";
import styles from "./Money.module.css";

interface SideProps { name: string; hint: string; amount: string | null | undefined; calls: string; apart?: { text: string; amount: string | null } | undefined }

function Side({ name, hint, amount, calls, apart }: SideProps) {
  const { f } = useI18n();
  const w = useFeedText();
  const value = apart === undefined ? null : numberOf(apart.amount);
  return (
    <div className={styles["side"]}>
      <dt>{name}<Hint text={hint} /></dt>
      <dd>
        {amount === undefined ? <Skeleton width="6rem" height="2rem" /> : <strong title={amount === null ? undefined : `$${amount}`}>{f.money(numberOf(amount))}</strong>}
        <small>{calls}</small>
        {apart !== undefined && value !== null && (
          value === 0
            ? <span className={styles["same"]}><Icon name="check" size={14} />{w.money.same}</span>
            : <span className={styles["apart"]} title={`$${apart.amount ?? ""}`}>{apart.text} {value > 0 ? "+" : ""}{f.money(value)}</span>
        )}
      </dd>
    </div>
  );
}

/** The three sides beside each other, and whether calls are missing. */
export function Totals({ data }: { data: Reconciliation | undefined }) {
  const { f } = useI18n();
  const a = useDetailText();
  const w = useFeedText();
  const { search } = useScope();
  const sum = data?.totals;
  const counted = data?.gateway_count;
  const missing = counted === undefined ? 0 : counted.calls - counted.known_calls;
  return (
    <section className={styles["totals"]} aria-label={a.sections.money} aria-busy={data === undefined}>
      <dl className={styles["sides"]}>
        <Side name={w.money.sides.gateway} hint={w.money.hints.gateway} amount={sum?.gateway_cost_usd} calls={sum === undefined ? "" : w.money.calls(f.count(sum.gateway_calls))} />
        <Side
          name={w.money.sides.stored} hint={w.money.hints.stored} amount={sum?.stored_cost_usd} calls={sum === undefined ? "" : w.money.calls(f.count(sum.calls))}
          apart={sum === undefined ? undefined : { text: w.money.toGateway, amount: sum.gateway_difference_usd }}
        />
        <Side
          name={w.money.sides.map} hint={w.money.hints.map} amount={sum?.map_cost_usd} calls={sum === undefined ? "" : w.money.calls(f.count(sum.map_calls))}
          apart={sum === undefined ? undefined : { text: w.money.toMap, amount: sum.map_difference_usd }}
        />
        <div className={styles["side"]}>
          <dt>{w.money.sides.count}<Hint text={w.money.hints.count} /></dt>
          <dd>
            {counted === undefined ? <Skeleton width="6rem" height="2rem" /> : (
              <>
                <strong>{f.count(counted.calls)}</strong>
                <small>{w.money.gateways(counted.gateways)}</small>
                {counted.calls > 0 && (missing === 0 ? <span className={styles["same"]}><Icon name="check" size={14} />{w.money.allHere}</span> : <span className={styles["apart"]}>{w.money.missing(f.count(missing))}</span>)}
              </>
            )}
          </dd>
        </div>
      </dl>
      {sum !== undefined && sum.unpriced_calls > 0 && (
        <p className={styles["unpriced"]}><Icon name="alert" />{a.usage.unpriced(f.count(sum.unpriced_calls))} <Link className="link" to="/admin/settings/prices" search={scopeOf(search)}>{a.usage.setPrices}</Link></p>
      )}
    </section>
  );
}
