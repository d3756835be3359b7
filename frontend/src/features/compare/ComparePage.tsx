import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { ApiFailure } from "@/api/client";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { traceQuery, usePayloads, type TraceData } from "@/features/trace/traceData";
import { buildTree, type Tree } from "@/features/trace/tree";
import { useCompareText } from "@/i18n/compare";
import { useI18n } from "@/i18n/I18n";
import { Button, buttonClass, IconButton } from "@/ui/Button";
import { Banner, Notice, Skeleton, Small } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { StatusLabel } from "@/ui/Status";
import { align, differences } from "./align";
import { Figures } from "./Figures";
import { PairDetail } from "./PairDetail";
import { Picker } from "./Picker";
import type { CompareSearch } from "./search";
import { Steps, type Step } from "./Steps";
import styles from "./Compare.module.css";

export type Side = "a" | "b";
interface Props { search: CompareSearch; onSearch: (change: Partial<CompareSearch>, replace?: boolean) => void }

/** Of larger traces the first spans only: side by side, nobody reads more. */
const MOST = 5000;
const NO_TREE = buildTree([]);

function useSide(id: string | undefined, project: string | undefined) {
  const queryClient = useQueryClient();
  const query = useQuery({ ...traceQuery(queryClient, id ?? "", project), enabled: id !== undefined });
  const data = id === undefined ? undefined : query.data;
  const tree = useMemo<Tree>(() => (data === undefined ? NO_TREE : buildTree(data.rows.slice(0, MOST))), [data]);
  const payloads = usePayloads(data, id ?? "", project);
  return { data, tree, payloads, error: id !== undefined && data === undefined ? query.error : null, retry: () => void query.refetch() };
}

export type Loaded = ReturnType<typeof useSide>;

export function ComparePage({ search, onSearch }: Props) {
  const { t, f } = useI18n();
  const w = useCompareText();
  const scope = useScope();
  const project = scope.search.project;
  const { a, b } = search;
  const left = useSide(a, project);
  const right = useSide(b, project);
  const [picking, setPicking] = useState<Side | null>(null);

  useEffect(() => {
    document.title = `${w.title} · ${t.product}`;
  }, [t, w]);

  const steps = useMemo<Step[]>(
    () => (left.data === undefined || right.data === undefined ? [] : align(left.tree, right.tree).map((pair) => ({ pair, id: `${pair.a?.span.span_id ?? ""}-${pair.b?.span.span_id ?? ""}`, marks: differences(pair) }))),
    [left.data, right.data, left.tree, right.tree],
  );
  const different = steps.filter((step) => step.marks.length > 0).length;
  const shown = useMemo(() => (search.only === undefined ? steps : steps.filter((step) => step.marks.length > 0)), [steps, search.only]);
  const selected = steps.find((step) => step.id === search.pair) ?? steps.find((step) => step.marks.length > 0 && step.pair.a !== undefined && step.pair.b !== undefined && step.pair.a.span.kind === "llm") ?? steps.find((step) => step.marks.length > 0) ?? steps[0];
  const choosing = picking ?? (a === undefined ? "a" : b === undefined ? "b" : null);
  const large = Math.max(left.data?.rows.length ?? 0, right.data?.rows.length ?? 0) > MOST;

  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        <Link to="/admin/monitoring/traces" search={scopeOf(scope.search)} className={styles["back"]}><Icon name="arrowLeft" size={14} />{w.back}</Link>
        <h1>{w.title}</h1>
      </header>
      <div className={styles["sides"]}>
        <SideCard side="a" id={a} loaded={left} onChange={() => setPicking("a")} />
        <IconButton icon="swap" label={w.swap} disabled={a === undefined || b === undefined} onClick={() => onSearch({ a: b, b: a, pair: undefined })} />
        <SideCard side="b" id={b} loaded={right} onChange={() => setPicking("b")} />
      </div>
      {choosing !== null && (
        <Picker
          key={choosing} side={choosing} other={choosing === "a" ? b : a} name={(choosing === "a" ? right : left).data?.trace.name}
          onPick={(id) => {
            onSearch({ [choosing]: id, pair: undefined });
            setPicking(null);
          }}
          onCancel={picking === null ? undefined : () => setPicking(null)}
        />
      )}
      {a !== undefined && a === b && <Banner>{w.same}</Banner>}
      {left.data !== undefined && right.data !== undefined && (
        <>
          <Figures a={left.data.trace} b={right.data.trace} />
          <section className={styles["steps"]} aria-label={w.steps}>
            <div className={styles["stepsHead"]}>
              <h2>{w.steps}</h2>
              <span className={styles["quiet"]} role="status">{w.count(f.count(different), f.count(steps.length))}</span>
              <label className={styles["only"]}><input type="checkbox" checked={search.only === "different"} onChange={(event) => onSearch({ only: event.target.checked ? "different" : undefined }, true)} />{w.onlyDifferent}</label>
            </div>
            {large && <Banner>{w.large(f.count(MOST))}</Banner>}
            <Steps steps={shown} length={Math.max(left.tree.length, right.tree.length)} selected={selected?.id} onSelect={(id) => onSearch({ pair: id }, true)} />
          </section>
          {selected !== undefined && <PairDetail key={selected.id} step={selected} a={{ id: a ?? "", loaded: left }} b={{ id: b ?? "", loaded: right }} project={project} />}
        </>
      )}
    </div>
  );
}

function SideCard({ side, id, loaded, onChange }: { side: Side; id: string | undefined; loaded: Loaded; onChange: () => void }) {
  const { f } = useI18n();
  const w = useCompareText();
  const scope = useScope();
  const letter = side.toUpperCase();
  const { data, error, retry } = loaded;
  return (
    <section className={styles["side"]} data-side={side} aria-label={letter}>
      <span className={styles["letter"]}>{letter}</span>
      {id === undefined ? <p className={styles["quiet"]}>{w.choose(letter)}</p> : error !== null ? <SideError error={error} letter={letter} id={id} onRetry={retry} /> : <SideBody data={data} f={f} />}
      <div className={styles["sideActs"]}>
        {id !== undefined && data !== undefined && <Link to="/admin/monitoring/traces/$traceId" params={{ traceId: id }} search={scopeOf(scope.search)} className={buttonClass("quiet", true)} aria-label={w.open(letter)}>{w.openShort}</Link>}
        {id !== undefined && <Button small look="quiet" aria-label={w.change(letter)} onClick={onChange}>{w.changeShort}</Button>}
      </div>
    </section>
  );
}

function SideBody({ data, f }: { data: TraceData | undefined; f: ReturnType<typeof useI18n>["f"] }) {
  if (data === undefined) return <Skeleton width="70%" height="2.5rem" />;
  const { trace } = data;
  return (
    <div className={styles["sideBody"]}>
      <p><b>{trace.name}</b> <StatusLabel status={trace.status} chip /></p>
      <p className={styles["quiet"]}><time dateTime={trace.start_time}>{f.dateTime(trace.start_time)}</time> · <span className="mono">{trace.trace_id.slice(0, 8)}…</span></p>
    </div>
  );
}

function SideError({ error, letter, id, onRetry }: { error: Error; letter: string; id: string; onRetry: () => void }) {
  const w = useCompareText();
  if (error instanceof ApiFailure && error.kind === "not_found") return <Notice icon="question" title={w.missing(letter)} lead={w.missingLead}><Small><span className="mono">{id}</span></Small></Notice>;
  return <Failure error={error} onRetry={onRetry} />;
}
