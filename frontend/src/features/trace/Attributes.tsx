import { useState } from "react";
import type { Span } from "@/api/types";
import { useI18n } from "@/i18n/I18n";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import styles from "./Panel.module.css";

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function matching(attributes: Record<string, unknown>, needle: string): [string, string][] {
  const wanted = needle.trim().toLowerCase();
  return Object.entries(attributes)
    .map(([key, value]): [string, string] => [key, textOf(value)])
    .filter(([key, value]) => key.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted))
    .sort(([a], [b]) => a.localeCompare(b));
}

export function Attributes({ span }: { span: Span }) {
  const { t } = useI18n();
  const [needle, setNeedle] = useState("");
  const groups = [
    { name: t.trace.spanAttributes, rows: matching(span.attributes, needle) },
    { name: t.trace.resourceAttributes, rows: matching(span.resource_attributes, needle) },
  ].filter((group) => group.rows.length > 0);
  return (
    <>
      <div className={styles["findBox"]}>
        <Icon name="search" />
        <input type="search" aria-label={t.trace.findAttribute} placeholder={t.trace.findAttribute} value={needle} spellCheck={false} onChange={(event) => setNeedle(event.target.value)} />
      </div>
      {groups.length === 0 && <p className={styles["none"]}>{t.trace.noAttributes}</p>}
      {groups.map((group) => (
        <section key={group.name} className={styles["section"]}>
          <div className={styles["sectionHead"]}><h3>{group.name}</h3></div>
          <dl className={styles["attributes"]}>
            {group.rows.map(([key, value]) => (
              <div key={key} className={styles["attribute"]}>
                <dt>{key}</dt>
                <dd><span>{value}</span><CopyButton text={value} label={`${t.common.copy}: ${key}`} /></dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}
