import type { ReactNode } from "react";
import type { Program } from "@/api/types";
import { nameOf, useProgramText } from "@/i18n/programs";
import { CodeBlock } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { Page, Panel } from "@/ui/Page";
import styles from "./frames.module.css";

/** What to write where, so that a program appears: ready to copy, with this portal's own addresses. */
export function SwitchOn({ program, role, instead }: { program: Program; role: string; instead?: ReactNode }) {
  const p = useProgramText();
  const { name } = program;
  const title = nameOf(p, program);
  const place = { portal: p.switchOn.place.portal, program: p.switchOn.place.program(title), program_flags: p.switchOn.place.program_flags(title) };
  const note = name === "grafana" ? p.switchOn.noteGrafana : name === "langfuse" ? p.switchOn.noteLangfuse : undefined;
  return (
    <Page title={p.switchOn.title(title)} lead={p.what[name]} narrow>
      {instead}
      <Panel title={p.howTo} lead={p.switchOn.lead(title)} padded>
        <div className={styles["steps"]}>
          {role !== "admin" && <p>{p.switchOn.admin}</p>}
          {program.switch_on.map((step) => (
            <section key={step.place}>
              <h3>{place[step.place]}</h3>
              <CodeBlock code={step.text} label={place[step.place]} />
            </section>
          ))}
          {note !== undefined && <p className={styles["note"]}><Icon name="alert" />{note}</p>}
          <section>
            <h3>{p.switchOn.then}</h3>
            <CodeBlock code={p.switchOn.restart} label={p.switchOn.then} />
          </section>
          {program.switch_on.some((step) => step.place === "program_flags") && <p>{p.switchOn.packages}</p>}
        </div>
      </Panel>
    </Page>
  );
}
