import type { ReactNode } from "react";
import type { Program } from "@/api/types";
import { nameOf, useProgramText } from "@/i18n/programs";
import { Button, buttonClass } from "@/ui/Button";
import { CodeBlock, Notice, Small } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import type { Trouble } from "./useFrame";

interface Props { program: Program; trouble: Trouble; role: string; source: string; onRetry: () => void }

/** Why a frame shows nothing, and what to do: one place for each thing that can be in the way. */
export function Troubles({ program, trouble, role, source, onRetry }: Props) {
  const p = useProgramText();
  const { setting, frame_origin: origin } = program;
  const title = nameOf(p, program);
  const again = <Button look="primary" onClick={onRetry}>{p.reload}</Button>;
  const tab = <NewTab source={source} label={p.newTab} />;

  switch (trouble.kind) {
    case "unreachable":
      return <Notice icon="alert" tone="bad" title={p.trouble.unreachable(title)} lead={p.trouble.unreachableLead(title, setting)} actions={again}><Small>{trouble.message}</Small></Notice>;
    case "signedOut":
      return <Notice icon="key" title={p.trouble.signedOut} lead={p.trouble.signedOutLead(title)} actions={<Button look="primary" onClick={onRetry}>{p.trouble.again(title)}</Button>} />;
    case "noCookies":
      return <Notice icon="alert" tone="bad" title={p.trouble.noCookies} lead={p.trouble.noCookiesLead(origin ?? window.location.origin)} actions={<>{again}{tab}</>} />;
    case "forbidden":
      return <Notice icon="guard" title={p.trouble.forbidden(title)} lead={program.refused_for === "projects" ? p.trouble.someProjects : p.trouble.forbiddenLead(p.trouble.roles[program.role] ?? program.role, p.trouble.roles[role] ?? role)}><Small>{trouble.message}</Small></Notice>;
    case "refused":
      return <Notice icon="alert" tone="bad" title={p.trouble.refused(title)} lead={trouble.message} actions={<>{again}{tab}</>} />;
    case "blocked":
      return (
        <Notice icon="guard" tone="bad" title={p.trouble.blocked} lead={origin === null ? p.trouble.blockedHere : p.trouble.blockedLead(origin)} actions={<>{again}{tab}</>}>
          {origin !== null && <CodeBlock code={program.name === "langfuse" ? "LANGFUSE_FRAME_PUBLIC_URL=https://langfuse.example" : "PORTAL_FRAMES_PUBLIC_URL=https://frames.example"} />}
        </Notice>
      );
  }
}

export function NewTab({ source, label, quiet = false }: { source: string; label: string; quiet?: boolean }): ReactNode {
  return (
    <a className={buttonClass(quiet ? "quiet" : "plain")} href={source} target="_blank" rel="noopener">
      <Icon name="external" size={14} />{label}
    </a>
  );
}
