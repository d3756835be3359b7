import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Program } from "@/api/types";
import { EVERY_MS, programsQuery } from "@/features/frames/queries";
import styles from "@/features/frames/frames.module.css";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { nameOf, useProgramText } from "@/i18n/programs";
import { buttonClass } from "@/ui/Button";
import { Skeleton } from "@/ui/Feedback";
import { Page, Panel } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import { useNow } from "@/ui/useNow";

/** Every program that the portal can show: how it is, and the way to it or to switching it on. */
export function ProgramsPage() {
  const { t } = useI18n();
  const p = useProgramText();
  const query = useQuery({ ...programsQuery, refetchInterval: EVERY_MS, retry: false });

  useEffect(() => {
    document.title = `${p.title} · ${t.product}`;
  }, [p, t]);

  return (
    <Page title={p.title} lead={p.lead}>
      <Panel>
        {query.data !== undefined && <ul className={styles["list"]}>{query.data.map((program) => <Row key={program.name} program={program} />)}</ul>}
        {query.data === undefined && (query.error === null ? <div className={styles["program"]} aria-busy="true"><Skeleton width="50%" /></div> : <Failure error={query.error} onRetry={() => void query.refetch()} />)}
      </Panel>
    </Page>
  );
}

function Row({ program }: { program: Program }) {
  const { f } = useI18n();
  const p = useProgramText();
  const now = useNow(10_000);
  const state = program.configured && !program.allowed ? "refused" : program.status;
  const tone = state === "ok" ? "ok" : state === "down" ? "bad" : "plain";
  const since = program.since === null ? undefined : p.since(f.time(program.since, now));
  return (
    <li className={styles["program"]}>
      <div>
        <strong>{nameOf(p, program)}</strong>
        <p>{p.what[program.name]}</p>
        {program.status === "down" && <small>{program.trouble === "unreachable" ? p.away(program.setting) : program.detail}</small>}
      </div>
      <Tag tone={tone} title={since}>{p.state[state]}</Tag>
      <span className={styles["go"]}><Way program={program} /></span>
    </li>
  );
}

function Way({ program }: { program: Program }) {
  const p = useProgramText();
  const search = scopeOf(useScope().search);
  const look = buttonClass();
  const words = program.configured ? p.open : p.howTo;
  const label = `${words}: ${nameOf(p, program)}`;
  if (program.name === "grafana") return <Link to="/admin/monitoring/grafana" search={search} className={look} aria-label={label}>{words}</Link>;
  if (program.name === "langfuse") return <Link to="/admin/langfuse" search={search} className={look} aria-label={label}>{words}</Link>;
  return <Link to="/admin/programs/$name" params={{ name: program.name }} search={search} className={look} aria-label={label}>{words}</Link>;
}
