import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { previewPolicy } from "@/api/admin";
import type { Project } from "@/api/types";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { Button } from "@/ui/Button";
import { AreaField, Form } from "@/ui/Field";
import { Panel } from "@/ui/Page";
import { Tag, Tags } from "@/ui/Tag";
import { rulesOf, type Draft } from "./draft";
import styles from "./Policy.module.css";

/** What the policy as typed above would make of a text, before it is saved. */
export function TryIt({ project, draft }: { project: Project; draft: Draft }) {
  const a = useAdminText();
  const [sample, setSample] = useState("");
  const run = useMutation({ mutationFn: () => previewPolicy(project.id, { policy: rulesOf(draft), text: sample }) });
  return (
    <Panel title={a.policy.tryIt} lead={a.policy.tryLead} padded>
      <Form onSubmit={() => { if (sample !== "") run.mutate(); }} label={a.policy.tryIt}>
        <AreaField label={a.policy.sample} value={sample} onChange={setSample} placeholder={a.policy.sampleExample} maxLength={50_000} />
        <div><Button type="submit" disabled={sample === "" || run.isPending}>{run.isPending ? a.form.working : a.policy.tryAct}</Button></div>
        <Problem error={run.error} known={{ invalid_rule: a.policy.invalidRule }} />
        <div role="status">
          {run.data !== undefined && (
            <div className={styles["result"]}>
              <h3>{a.policy.stored}</h3>
              {run.data.text === null ? <p>{a.policy.notStored}</p> : <pre>{run.data.text}</pre>}
              <Tags>{run.data.hits.length === 0 ? <Tag>{a.policy.noHit}</Tag> : run.data.hits.map((hit) => <Tag key={hit.rule} tone="accent">{hit.rule} × {hit.count}</Tag>)}</Tags>
            </div>
          )}
        </div>
      </Form>
    </Panel>
  );
}
