import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import type { KindShare } from "./criticalPath";
import { KIND_COLOR } from "./tree";
import styles from "./Trace.module.css";

const NAMED = 3;
/** Less than this share of the time cannot be seen. */
const LEAST = 0.005;

/** What the time of the trace went to: its critical path by kinds of spans. */
export function HeldUp({ shares }: { shares: readonly KindShare[] }) {
  const { t, f } = useI18n();
  const w = useTraceText();
  if (shares.length === 0) return null;
  const nameOf = (kind: KindShare["kind"]) => (kind === "idle" ? w.idle : t.trace.kinds[kind]);
  const colorOf = (kind: KindShare["kind"]) => (kind === "idle" ? "var(--line-strong)" : KIND_COLOR[kind]);
  const parts = f.list(shares.map((share) => `${nameOf(share.kind)} ${f.percent(share.share)}`));
  return (
    <div className={styles["fact"]}>
      <dt title={w.pathHelp}>{w.heldUp}</dt>
      <dd title={parts}>
        <span role="img" aria-label={w.heldUpLabel(parts)} className={styles["shares"]}>
          {shares.filter((share) => share.share >= LEAST).map((share) => <i key={share.kind} style={{ width: `${String(share.share * 100)}%`, background: colorOf(share.kind) }} />)}
        </span>
        <small aria-hidden="true" className={styles["shareNames"]}>
          {shares.slice(0, NAMED).filter((share) => share.share >= LEAST).map((share) => <span key={share.kind}><i style={{ background: colorOf(share.kind) }} />{nameOf(share.kind)} {f.percent(share.share)}</span>)}
        </small>
      </dd>
    </div>
  );
}
