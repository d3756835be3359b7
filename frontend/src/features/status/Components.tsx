import { ApiFailure } from "@/api/client";
import type { Component, Health } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { CodeBlock } from "@/ui/Feedback";
import { StatusGlyph } from "@/ui/Status";
import { Tag } from "@/ui/Tag";
import styles from "./Status.module.css";

/** All that a part which is well has to say, in the portal's own word. */
const PLAIN = "answers";
/** The log of a part, where ./scripts/up.sh runs it; others have logs of their own. */
const LOGS: Record<string, string> = { portal: "portal", database: "portal", "agentops-server": "agentops-server", gateway: "gateway", "model-server": "demo-model" };

/** What to type when a part is in trouble. */
function commandsFor(name: string, setting: string): string {
  const log = LOGS[name];
  return [
    "./scripts/health-check.sh",
    ...(setting === "" ? [] : [`grep '^${setting}=' .env`]),
    ...(log === undefined ? [] : [`tail -n 50 .data/logs/${log}.log`, "./scripts/up.sh --detach"]),
  ].join("\n");
}

interface Props { health: Health | undefined; error: Error | null; now: number; checkedAt: number }

/** The portal itself, as seen from here, and what it says of the rest. When it is silent, the rest is unknown and said to be. */
export function Components({ health, error, now, checkedAt }: Props) {
  const a = useAdminText();
  const silent = error !== null;
  const words = error === null ? a.status.portalAnswers : error instanceof ApiFailure && error.kind !== "portal_away" ? error.message : a.status.portalSilent;
  const known = checkedAt > 0 ? new Date(checkedAt).toISOString() : null;
  return (
    <ul className={styles["components"]}>
      <Row name="portal" status={silent ? "down" : "ok"} trouble={silent ? "unreachable" : null} setting={silent ? "PORTAL_PORT" : ""} since={silent ? known : null} detail={words} now={now} />
      {health?.components.map((component) => (
        <Row
          key={component.name} name={component.name} status={silent ? "unknown" : component.status} trouble={silent ? null : (component.trouble ?? null)} setting={component.setting}
          since={component.since} detail={silent ? a.status.lastSaid(component.detail) : component.detail} now={now}
        />
      ))}
    </ul>
  );
}

interface RowProps { name: string; status: Component["status"] | "unknown"; trouble: Component["trouble"]; setting: string; since: string | null; detail: string; now: number }

function Row({ name, status, trouble, setting, since, detail, now }: RowProps) {
  const { f } = useI18n();
  const a = useAdminText();
  const glyph = status === "ok" ? "OK" : status === "down" ? "ERROR" : "INDETERMINATE";
  return (
    <li className={styles["component"]} data-status={status}>
      <span className={styles["who"]}>
        <StatusGlyph status={glyph} size={12} />
        <span><strong>{a.status.names[name] ?? name}</strong><small>{a.status.roles[name] ?? setting}</small></span>
      </span>
      <Tag tone={status === "down" ? "bad" : trouble === null && status === "ok" ? "ok" : status === "ok" ? "warn" : "plain"}>{trouble === "limited" ? a.status.words.limited : a.status.words[status]}</Tag>
      <span className={styles["since"]}>{since === null ? "" : <time dateTime={since} title={f.dateTime(since)}>{a.status.since(f.time(since, now))}</time>}</span>
      <p className={styles["detail"]}>{detail === PLAIN ? a.status.answers : detail}</p>
      {(status === "down" || trouble !== null) && (
        <div className={styles["mend"]}>
          <p>{(trouble === null ? undefined : a.status.mend[trouble]?.(setting)) ?? a.status.mendOther}</p>
          <CodeBlock code={commandsFor(name, setting)} label={a.status.commands} />
        </div>
      )}
    </li>
  );
}
