import type { Span, SpanEvent } from "@/api/types";
import { useI18n } from "@/i18n/I18n";
import { cx } from "@/ui/cx";
import { JsonText } from "./JsonView";
import { preciseMs } from "./tree";
import styles from "./Panel.module.css";

function text(event: SpanEvent, key: string): string | null {
  const value = event.attributes[key];
  return typeof value === "string" && value !== "" ? value : null;
}

export function Events({ span, start }: { span: Span; start: string }) {
  const { t, f } = useI18n();
  if (span.events.length === 0) return <p className={styles["none"]}>{t.trace.noEvents}</p>;
  const origin = preciseMs(start);
  return span.events.map((event, index) => {
    const exception = event.name === "exception";
    const stack = text(event, "exception.stacktrace");
    return (
      <section key={index} className={cx(styles["event"], exception && styles["eventBad"])}>
        <h3>{exception ? (text(event, "exception.type") ?? t.trace.exception) : event.name}<time dateTime={event.time}>+{f.duration(preciseMs(event.time) - origin)}</time></h3>
        {exception ? <p>{text(event, "exception.message")}</p> : Object.keys(event.attributes).length > 0 && <JsonText value={event.attributes} />}
        {stack !== null && <pre aria-label={t.trace.stack}>{stack}</pre>}
      </section>
    );
  });
}
