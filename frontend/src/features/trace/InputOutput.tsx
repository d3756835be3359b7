import type { Payload, Span } from "@/api/types";
import { useI18n } from "@/i18n/I18n";
import { CopyButton } from "@/ui/CopyButton";
import { asJson, JsonText } from "./JsonView";
import styles from "./Panel.module.css";

function Part({ name, payload }: { name: string; payload: Payload }) {
  const { t } = useI18n();
  const value: unknown = payload.text !== null ? (asJson(payload.text) ?? payload.text) : payload.messages;
  const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return (
    <section className={styles["section"]}>
      <div className={styles["sectionHead"]}>
        <h3>{name}</h3>
        {!empty && <CopyButton text={() => (typeof value === "string" ? value : JSON.stringify(value, null, 2))} />}
      </div>
      {empty ? <p className={styles["none"]}>{t.trace.nothingRecorded}</p> : <div className={styles["boxed"]}><JsonText value={value} /></div>}
    </section>
  );
}

export function InputOutput({ span }: { span: Span }) {
  const { t } = useI18n();
  return <><Part name={t.trace.input} payload={span.input} /><Part name={t.trace.output} payload={span.output} /></>;
}
