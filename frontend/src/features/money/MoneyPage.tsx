import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { getMoney, type MoneyFinding, type MoneyRow, type Reconciliation, type Sides } from "@/api/analytics";
import { useAsked } from "@/features/analytics/panel";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useSteady } from "@/features/scope/steady";
import { may } from "@/features/session/role";
import { sessionQuery } from "@/features/session/session";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useFeedText } from "@/i18n/feed";
import { useI18n } from "@/i18n/I18n";
import { buttonClass, IconButton } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { DataTable, type Column } from "@/ui/DataTable";
import { Banner, Notice, Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Panel, Quiet, Twofold } from "@/ui/Page";
import { Segmented } from "@/ui/Segmented";
import { Tag, Tags, type Tone } from "@/ui/Tag";
import { Totals } from "./Totals";
import { nameOf, numberOf, wordsOf } from "./words";
import styles from "./Money.module.css";

const GROUPINGS = ["model", "key", "day", "day,model", "model,key"] as const;
type Grouping = (typeof GROUPINGS)[number];
const TONES: Record<MoneyFinding["severity"], Tone> = { error: "bad", warning: "warn", info: "plain" };

/** Whether gateway, traces and price map agree on what calls cost, and what to do where they do not. */
export function MoneyReconciliation() {
  const a = useDetailText();
  const w = useFeedText();
  const { search } = useScope();
  const role = useQuery(sessionQuery).data?.user.role;
  if (role === undefined) return null;
  if (!may(role, "operator")) {
    return <Panel><Notice icon="guard" title={w.money.refused} lead={w.money.refusedLead} actions={<Link to="/admin/monitoring/analytics" search={scopeOf(search)} className={buttonClass("primary")}>{a.title}</Link>} /></Panel>;
  }
  return <Reconciled />;
}

function Reconciled() {
  const { t, f } = useI18n();
  const { selection, question } = useAsked();
  const [grouping, setGrouping] = useState<Grouping>("model");
  const query = useQuery({
    queryKey: ["money", question, grouping, selection.start, selection.end],
    queryFn: ({ signal }) => getMoney(selection, grouping, signal),
    placeholderData: (previous, earlier) => (earlier?.queryKey[1] === question && earlier.queryKey[2] === grouping ? previous : undefined),
    // Every call of the window is looked at: not more often than somebody would read it.
    staleTime: 60_000,
  });
  const data = useSteady(query.data, `${question}|${grouping}`, query.isPlaceholderData);
  if (data === undefined && query.error !== null) return <Panel><Failure error={query.error} onRetry={() => void query.refetch()} /></Panel>;
  return (
    <>
      {query.error !== null && data !== undefined && <Banner>{t.errors.stale(f.time(query.dataUpdatedAt))}</Banner>}
      <Totals data={data} />
      <Findings data={data} />
      {!(data !== undefined && nothingIn(data)) && <Rows data={data} grouping={grouping} onGrouping={setGrouping} />}
    </>
  );
}

function useBehind() {
  const { search } = useScope();
  return (traces: MoneyFinding["traces"]) => ({ ...scopeOf(search), range: undefined, from: traces.start_time, to: traces.end_time, q: traces.q });
}

const nothingIn = (data: Reconciliation) => data.totals.calls === 0 && data.findings.length === 0 && data.rows.length === 0;

function Findings({ data }: { data: Reconciliation | undefined }) {
  const { f } = useI18n();
  const w = useFeedText();
  if (data === undefined) return <Panel title={w.money.findings} padded><Skeleton width="60%" /></Panel>;
  if (nothingIn(data)) return <Panel><Notice icon="coin" title={w.money.noCalls} lead={w.money.noCallsLead} /></Panel>;
  return (
    <Panel title={w.money.findings} lead={w.money.tolerance(f.rate(data.tolerance.usd), f.percent(data.tolerance.ratio))}>
      {data.findings.length === 0 ? <p className={styles["agree"]}><Icon name="check" />{w.money.agree(f.count(data.totals.calls))}</p> : (
        <ul className={styles["findings"]}>
          {kindsOf(data.findings).map((findings) => <Kind key={findings[0].code} findings={findings} />)}
        </ul>
      )}
    </Panel>
  );
}

type OfOneKind = readonly [MoneyFinding, ...MoneyFinding[]];

/** Findings of the same kind together, in the order in which the server has the first of each. */
export function kindsOf(findings: readonly MoneyFinding[]): OfOneKind[] {
  const kinds = new Map<string, [MoneyFinding, ...MoneyFinding[]]>();
  for (const finding of findings) {
    const known = kinds.get(finding.code);
    if (known === undefined) kinds.set(finding.code, [finding]);
    else known.push(finding);
  }
  return [...kinds.values()];
}

function Kind({ findings }: { findings: OfOneKind }) {
  const { f } = useI18n();
  const a = useDetailText();
  const w = useFeedText();
  const { search } = useScope();
  const [first] = findings;
  const words = wordsOf(first, w);
  const amounts = findings.map((one) => numberOf(one.amount_usd));
  const sum = amounts.reduce<number | null>((total, one) => (one === null ? total : (total ?? 0) + one), null);
  const calls = findings.reduce((total, one) => total + one.calls, 0);
  const priced = ["unpriced", "price_changed", "price_map_differs"].includes(first.code);
  return (
    <li className={styles["finding"]} data-severity={first.severity}>
      <div className={styles["findingHead"]}>
        <div>
          <h3><Tag tone={TONES[first.severity]}>{w.money.severity[first.severity]}</Tag>{words.message}</h3>
          <p className={styles["advice"]}>{words.advice}{priced && <>{" "}<Link className="link" to="/admin/settings/prices" search={scopeOf(search)}>{a.usage.setPrices}</Link></>}</p>
        </div>
        <dl>
          <div><dt>{w.money.column.calls}</dt><dd>{f.count(calls)}</dd></div>
          {sum !== null && <div><dt>{words.amount}</dt><dd>{f.money(sum)}</dd></div>}
        </dl>
      </div>
      <ul className={styles["places"]}>
        {findings.map((finding) => <Place key={`${finding.model ?? ""}|${finding.key ?? ""}`} finding={finding} />)}
      </ul>
    </li>
  );
}

/** One model and key in which something was found. */
function Place({ finding }: { finding: MoneyFinding }) {
  const { f } = useI18n();
  const w = useFeedText();
  const behind = useBehind();
  return (
    <li>
      <Tags>
        {finding.model !== null && <Tag>{finding.model}</Tag>}
        {finding.key !== null && <Tag>{w.money.keyNamed(finding.key)}</Tag>}
      </Tags>
      {finding.first_day !== null && finding.last_day !== null && <span>{finding.first_day === finding.last_day ? finding.first_day : `${finding.first_day} – ${finding.last_day}`}</span>}
      <span>{w.money.calls(f.count(finding.calls))}</span>
      {finding.amount_usd !== null && <span title={`$${finding.amount_usd}`}>{f.money(numberOf(finding.amount_usd))}</span>}
      {finding.code !== "missing_from_traces" && (
        <Link className="link" to="/admin/monitoring/traces" search={behind(finding.traces)} title={finding.traces.exact ? undefined : w.money.notExact}>{w.money.seeTraces}</Link>
      )}
    </li>
  );
}

function Rows({ data, grouping, onGrouping }: { data: Reconciliation | undefined; grouping: Grouping; onGrouping: (grouping: Grouping) => void }) {
  const { t, f } = useI18n();
  const a = useDetailText();
  const w = useFeedText();
  const behind = useBehind();
  const by = grouping.split(",");
  const amount = (text: string | null) => <span title={text === null ? undefined : `$${text}`}>{f.money(numberOf(text))}</span>;
  const difference = (text: string | null) => {
    const value = numberOf(text);
    return <span className={value === null || value === 0 ? styles["zero"] : styles["apart"]} title={text === null ? undefined : `$${text}`}>{value !== null && value > 0 ? "+" : ""}{f.money(value)}</span>;
  };
  const name = (row: MoneyRow) => by.map((one) => (one === "day" ? row.day : one === "model" ? (row.model ?? a.usage.noModel) : (row.key ?? w.money.noKey))).join(" · ");

  const columns: Column<MoneyRow>[] = [
    { id: "group", header: w.money.groupings[grouping], width: "minmax(10rem, 1.6fr)", phone: "title", cell: (row) => <Twofold main={<Link to="/admin/monitoring/traces" search={behind(row.traces)} title={row.traces.exact ? a.seeTraces : w.money.notExact}>{name(row)}</Link>} /> },
    { id: "calls", header: w.money.column.calls, end: true, cell: (row) => f.count(row.sides.calls) },
    { id: "gateway", header: w.money.column.gateway, end: true, cell: (row) => amount(row.sides.gateway_cost_usd) },
    { id: "stored", header: w.money.column.stored, end: true, cell: (row) => amount(row.sides.stored_cost_usd) },
    { id: "map", header: w.money.column.map, end: true, cell: (row) => amount(row.sides.map_cost_usd) },
    { id: "toGateway", header: w.money.column.toGateway, end: true, cell: (row) => difference(row.sides.gateway_difference_usd) },
    { id: "toMap", header: w.money.column.toMap, end: true, cell: (row) => difference(row.sides.map_difference_usd) },
    { id: "unpriced", header: w.money.column.unpriced, end: true, cell: (row) => (row.sides.unpriced_calls === 0 ? <span className={styles["zero"]}>0</span> : <span className={styles["apart"]}>{f.count(row.sides.unpriced_calls)}</span>) },
    { id: "findings", header: w.money.column.findings, width: "minmax(8rem, 1fr)", cell: (row) => (row.findings.length === 0 ? null : <Tags>{row.findings.map((code) => <Tag key={code} tone="warn">{nameOf(code, w)}</Tag>)}</Tags>) },
  ];

  const save = () => {
    const numbers = ["calls", "failed_calls", "gateway_calls", "agent_calls", "both_calls", "map_calls", "unpriced_calls", "prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "gateway_cost_usd", "stored_cost_usd", "map_cost_usd", "gateway_difference_usd", "map_difference_usd", "not_by_gateway_usd", "not_in_map_usd"] as const satisfies readonly (keyof Sides)[];
    download("money.csv", toCsv([...by, ...numbers, "findings"], (data?.rows ?? []).map((row) => [...by.map((one) => row[one as "day" | "model" | "key"] ?? ""), ...numbers.map((one) => row.sides[one]), row.findings.join(" ")])));
  };

  return (
    <Panel
      title={w.money.rows}
      lead={w.money.rowsLead}
      tools={
        <>
          <Segmented label={a.breakdown.by} value={grouping} onChange={onGrouping} options={GROUPINGS.map((value) => ({ value, label: w.money.groupings[value] }))} />
          <IconButton small icon="download" label={`${t.common.download}: ${w.money.rows}`} onClick={save} disabled={data === undefined || data.rows.length === 0} />
        </>
      }
    >
      {data?.rows.length === 0 ? <Quiet>{w.money.noCalls}</Quiet> : (
        <div className={styles["rows"]}><DataTable label={w.money.rows} columns={columns} rows={data?.rows} rowKey={(row) => [row.day, row.model, row.key].join("|")} /></div>
      )}
      {data?.rows_complete === false && <Quiet>{w.money.firstRows(f.count(data.rows.length))}</Quiet>}
    </Panel>
  );
}
