import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ApiFailure } from "@/api/client";
import type { IngestStatus, Project } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Panel, Quiet } from "@/ui/Page";
import { Skeleton } from "@/ui/Feedback";
import styles from "./Status.module.css";

const LATE_S = 60;
type Tone = "plain" | "warn" | "bad";
interface Entry { id: string; name: string; value: string; tone: Tone; todo: string | null; to?: "letters" }

/** Where every span is that was accepted: stored, waiting, set aside or lost. Figures that should be zero say what to do when they are not. */
export function Ingest({ query, project }: { query: UseQueryResult<IngestStatus>; project: Project | undefined }) {
  const { f } = useI18n();
  const a = useAdminText();
  const { search } = useScope();
  const { data, error } = query;
  const names = a.status.ingest;

  const entries = (status: IngestStatus): Entry[] => {
    const bad = (id: "lost" | "damaged" | "letters" | "rejected" | "rejectedSpans" | "anonymous", count: number, value: string, tone: Tone): Entry => ({ id, name: names[id], value, tone: count > 0 ? tone : "plain", todo: count > 0 ? names.todo[id] : null });
    const age = status.spool_oldest_age_s ?? 0;
    const late = age > LATE_S;
    return [
      { id: "accepted", name: names.accepted, value: f.count(status.accepted_spans), tone: "plain", todo: null },
      { id: "stored", name: names.stored, value: f.count(status.stored_spans), tone: "plain", todo: null },
      { id: "duplicates", name: names.duplicates, value: f.count(status.duplicate_spans), tone: "plain", todo: null },
      { id: "spool", name: names.spool, value: status.spool_bytes === 0 ? names.nothing : `${f.bytes(status.spool_bytes)} · ${f.duration(age * 1000)}`, tone: late ? "warn" : "plain", todo: late ? names.todo.spool : null },
      { ...bad("letters", status.dead_lettered_spans, f.count(status.dead_lettered_spans), "warn"), to: "letters" },
      { id: "discarded", name: names.discarded, value: f.count(status.discarded_spans ?? 0), tone: "plain", todo: null },
      bad("rejectedSpans", status.rejected_spans ?? 0, f.count(status.rejected_spans), "warn"),
      bad("rejected", status.rejected_requests, f.count(status.rejected_requests), "warn"),
      bad("anonymous", status.unauthenticated_requests, f.count(status.unauthenticated_requests), "warn"),
      bad("damaged", status.damaged_spool_bytes ?? 0, f.bytes(status.damaged_spool_bytes ?? 0), "bad"),
      bad("lost", status.lost_spans, f.count(status.lost_spans), "bad"),
    ];
  };

  return (
    <Panel title={project === undefined ? names.title : names.titleOf(project.name)} lead={names.lead}>
      {data === undefined && error === null && <div className={styles["waiting"]}>{project === undefined ? a.status.noProject : <Skeleton width="45%" />}</div>}
      {error !== null && <Quiet>{names.unknown(error instanceof ApiFailure ? error.message : "")}</Quiet>}
      {data !== undefined && error === null && (
        <ul className={styles["figures"]}>
          {entries(data).map((entry) => (
            <li key={entry.id} data-tone={entry.tone}>
              <span>{entry.name}</span>
              <strong className="num">{entry.value}</strong>
              {entry.todo !== null && <p>{entry.todo}{entry.to === "letters" && <> <Link className="link" to="/admin/settings/dead-letters" search={scopeOf(search)}>{names.seeLetters}</Link></>}</p>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
