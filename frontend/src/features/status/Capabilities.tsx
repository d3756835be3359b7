import type { UseQueryResult } from "@tanstack/react-query";
import { ApiFailure } from "@/api/client";
import type { Capabilities as Found } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { Skeleton } from "@/ui/Feedback";
import { Panel, Quiet } from "@/ui/Page";
import { Tag, Tags } from "@/ui/Tag";
import styles from "./Status.module.css";

/** What the AgentOps server says it can do: a genuine one, without our additions, offers less. */
export function Capabilities({ query }: { query: UseQueryResult<Found> }) {
  const a = useAdminText();
  const { data, error } = query;
  return (
    <Panel title={a.status.capabilities} lead={data === undefined ? undefined : `${data.server} ${data.version}`}>
      {data === undefined && error === null && <div className={styles["waiting"]}><Skeleton width="60%" /></div>}
      {error !== null && <Quiet>{a.status.capabilitiesUnknown(error instanceof ApiFailure ? error.message : "")}</Quiet>}
      {data !== undefined && error === null && <div className={styles["tags"]}><Tags>{data.capabilities.map((name) => <Tag key={name}><span className="mono">{name}</span></Tag>)}</Tags></div>}
    </Panel>
  );
}
