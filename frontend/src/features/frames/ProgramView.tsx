import { useQuery } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import type { Program } from "@/api/types";
import { Failure } from "@/features/scope/Failure";
import { sessionQuery } from "@/features/session/session";
import { useI18n } from "@/i18n/I18n";
import { nameOf, useProgramText } from "@/i18n/programs";
import { Skeleton } from "@/ui/Feedback";
import { Page, Panel } from "@/ui/Page";
import { EVERY_MS, programsQuery } from "./queries";
import { SwitchOn } from "./SwitchOn";
import { Troubles } from "./Troubles";

interface Props {
  name: string;
  /** What is shown once the program is there, and its user may look. */
  children: (program: Program, role: string) => ReactNode;
  /** What there is to see without the program. */
  instead?: ReactNode;
}

/** A page about one program: how to switch it on, why it cannot be shown, or the program. */
export function ProgramView({ name, children, instead }: Props) {
  const { t } = useI18n();
  const p = useProgramText();
  const role = useQuery(sessionQuery).data?.user.role ?? "viewer";
  const query = useQuery({ ...programsQuery, refetchInterval: EVERY_MS, retry: false });
  const program = query.data?.find((one) => one.name === name);
  const title = program === undefined ? p.title : nameOf(p, program);

  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title, t]);

  if (query.data === undefined) {
    return <Page title={p.title}><Panel padded>{query.error === null ? <div aria-busy="true"><Skeleton width="40%" /></div> : <Failure error={query.error} onRetry={() => void query.refetch()} />}</Panel></Page>;
  }
  if (program === undefined) return <Page title={p.title}><Panel padded>{t.errors.notFoundLead}</Panel></Page>;
  if (!program.configured) return <SwitchOn program={program} role={role} instead={instead} />;
  const retry = () => void query.refetch();
  if (!program.allowed) {
    return <Page title={title}><Panel><Troubles program={program} role={role} trouble={{ kind: "forbidden", message: "" }} source={program.path} onRetry={retry} /></Panel></Page>;
  }
  if (program.status === "down") {
    return <Page title={title}><Panel><Troubles program={program} role={role} trouble={{ kind: "unreachable", message: program.detail }} source={program.path} onRetry={retry} /></Panel>{instead}</Page>;
  }
  return children(program, role);
}
