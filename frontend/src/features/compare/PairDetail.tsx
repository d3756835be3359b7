import { useMemo, useState } from "react";
import type { Span } from "@/api/types";
import { KIND_COLOR, KIND_ICON } from "@/features/trace/tree";
import { usePayload } from "@/features/trace/traceData";
import { useCompareText } from "@/i18n/compare";
import { useI18n } from "@/i18n/I18n";
import { Banner, Skeleton } from "@/ui/Feedback";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Panel } from "@/ui/Page";
import { Tag, Tags } from "@/ui/Tag";
import type { Loaded } from "./ComparePage";
import { payloadText, settingsApart } from "./config";
import { diffText, type Piece } from "./diff";
import type { Step } from "./Steps";
import styles from "./Compare.module.css";

interface One { id: string; loaded: Loaded }
interface Props { step: Step; a: One; b: One; project: string | undefined }

function useOne({ id, loaded }: One, spanId: string | undefined, project: string | undefined) {
  return usePayload({ spanId, traceId: id, project, known: loaded.payloads.byId, oneByOne: loaded.payloads.oneByOne });
}

/** What sets two spans apart: how they were set up, what went in, what came out. */
export function PairDetail({ step, a, b, project }: Props) {
  const { t } = useI18n();
  const w = useCompareText();
  const { pair, marks } = step;
  const left = useOne(a, pair.a?.span.span_id, project);
  const right = useOne(b, pair.b?.span.span_id, project);
  const node = pair.a ?? pair.b;
  if (node === undefined) return null;
  const failed = left.error ?? right.error;
  const waiting = (pair.a !== undefined && left.span === undefined) || (pair.b !== undefined && right.span === undefined);
  return (
    <section className={styles["detail"]} aria-label={w.detail(node.span.name)}>
      <header className={styles["detailHead"]}>
        <span style={{ color: KIND_COLOR[node.span.kind] }}><Icon name={KIND_ICON[node.span.kind]} /></span>
        <h2>{node.span.name}</h2>
        <Tags>{marks.map((mark) => <Tag key={mark} tone={mark === "status" ? "bad" : "warn"}>{w.marks[mark]}</Tag>)}</Tags>
      </header>
      {failed !== null ? <Banner>{w.payloadGone} <Button small onClick={() => { left.retry(); right.retry(); }}>{t.common.retry}</Button></Banner>
        : waiting ? <Skeleton height="8rem" /> : <Apart a={left.span} b={right.span} />}
    </section>
  );
}

function Apart({ a, b }: { a: Span | undefined; b: Span | undefined }) {
  const w = useCompareText();
  const settings = useMemo(() => settingsApart(a, b), [a, b]);
  const both = a !== undefined && b !== undefined;
  return (
    <>
      {both && (
        <Panel title={w.settings}>
          {settings.length === 0 ? <p className={styles["nothing"]}>{w.settingsSame}</p> : (
            <div className={styles["scroll"]}>
              <table className={styles["settings"]}>
                <thead><tr><th scope="col">{w.setting}</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
                <tbody>{settings.map((row) => <tr key={row.name}><th scope="row">{row.name}</th><td>{row.a ?? <em>{w.unset}</em>}</td><td>{row.b ?? <em>{w.unset}</em>}</td></tr>)}</tbody>
              </table>
            </div>
          )}
        </Panel>
      )}
      <Texts title={w.inputText} a={payloadText(a?.input)} b={payloadText(b?.input)} />
      <Texts title={w.outputText} a={payloadText(a?.output)} b={payloadText(b?.output)} />
    </>
  );
}

/** Equal runs longer than this are folded but for their edges. */
const LONG = 12;
const EDGE = 3;

function Texts({ title, a, b }: { title: string; a: string; b: string }) {
  const w = useCompareText();
  const pieces = useMemo(() => (a === b ? null : diffText(a, b)), [a, b]);
  if (a === "" && b === "") return <Panel title={title}><p className={styles["nothing"]}>{w.textNone}</p></Panel>;
  const legend = <span className={styles["legend"]}><del>{w.removed}</del><ins>{w.added}</ins></span>;
  return (
    <Panel title={title} tools={pieces === null ? undefined : legend}>
      {pieces === null ? <p className={styles["nothing"]}>{w.textSame}</p> : <div className={styles["diff"]}>{pieces.map((piece, index) => <Run key={index} piece={piece} first={index === 0} last={index === pieces.length - 1} />)}</div>}
    </Panel>
  );
}

function Run({ piece, first, last }: { piece: Piece; first: boolean; last: boolean }) {
  const w = useCompareText();
  const [open, setOpen] = useState(false);
  if (piece.kind === "removed") return <del>{piece.text}</del>;
  if (piece.kind === "added") return <ins>{piece.text}</ins>;
  const lines = piece.text.split("\n");
  if (open || lines.length <= LONG) return <span>{piece.text}</span>;
  const head = first ? [] : lines.slice(0, EDGE);
  const tail = last ? [] : lines.slice(-EDGE);
  return (
    <span>
      {head.join("\n")}
      <button type="button" className={styles["folded"]} title={w.showUnchanged} onClick={() => setOpen(true)}>{w.unchanged(lines.length - head.length - tail.length)}</button>
      {tail.join("\n")}
    </span>
  );
}
