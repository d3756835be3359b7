import { ApiFailure } from "@/api/client";
import type { Component, Health } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { CodeBlock } from "@/ui/Feedback";
import { StatusGlyph } from "@/ui/Status";
import { Tag } from "@/ui/Tag";
import styles from "./Status.module.css";

/** What to type when a part is away. The settings' names are the ones of .env. */
const MEND: Record<string, string> = {
  portal: "./scripts/health-check.sh\n./scripts/up.sh --detach",
  database: "./scripts/health-check.sh\ngrep '^DATABASE_URL' .env\ntail -n 50 .data/logs/portal.log",
  agentops: "./scripts/health-check.sh\ntail -n 50 .data/logs/agentops-server.log\n./scripts/up.sh --detach",
};
const FALLBACK = "./scripts/health-check.sh";

interface Props { health: Health | undefined; error: Error | null; now: number; checkedAt: number }

/** The portal itself, as seen from here, and what it says of the rest. When it is silent, the rest is unknown and said to be. */
export function Components({ health, error, now, checkedAt }: Props) {
  const a = useAdminText();
  const silent = error !== null;
  const words = error === null ? a.status.portalAnswers : error instanceof ApiFailure && error.kind !== "portal_away" ? error.message : a.status.portalSilent;
  const known = checkedAt > 0 ? new Date(checkedAt).toISOString() : null;
  return (
    <ul className={styles["components"]}>
      <Row name="portal" status={silent ? "down" : "ok"} since={silent ? known : null} detail={words} now={now} />
      {health?.components.map((component) => <Row key={component.name} name={component.name} status={silent ? "unknown" : component.status} since={component.since} detail={silent ? a.status.lastSaid(component.detail) : component.detail} now={now} />)}
    </ul>
  );
}

interface RowProps { name: string; status: Component["status"] | "unknown"; since: string | null; detail: string; now: number }

function Row({ name, status, since, detail, now }: RowProps) {
  const { f } = useI18n();
  const a = useAdminText();
  const glyph = status === "ok" ? "OK" : status === "down" ? "ERROR" : "INDETERMINATE";
  return (
    <li className={styles["component"]} data-status={status}>
      <span className={styles["who"]}>
        <StatusGlyph status={glyph} size={12} />
        <span><strong>{a.status.names[name] ?? name}</strong><small>{a.status.roles[name] ?? ""}</small></span>
      </span>
      <Tag tone={status === "ok" ? "ok" : status === "down" ? "bad" : "plain"}>{a.status.words[status]}</Tag>
      <span className={styles["since"]}>{since === null ? "" : <time dateTime={since} title={f.dateTime(since)}>{a.status.since(f.time(since, now))}</time>}</span>
      <p className={styles["detail"]}>{detail}</p>
      {status === "down" && (
        <div className={styles["mend"]}>
          <p>{a.status.mend[name] ?? a.status.mendOther}</p>
          <CodeBlock code={MEND[name] ?? FALLBACK} label={a.status.commands} />
        </div>
      )}
    </li>
  );
}
