import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Program } from "@/api/types";
import { nameOf, useProgramText } from "@/i18n/programs";
import { Button, IconButton } from "@/ui/Button";
import { NewTab, Troubles } from "./Troubles";
import { useFrame } from "./useFrame";
import styles from "./frames.module.css";

// Its scripts run, on their own origin; they may not lead the page around them away.
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups allow-popups-to-escape-sandbox";

interface Props {
  program: Program;
  role: string;
  /** What follows the program's own path: a page of it, with its query. */
  inside: string;
  tools?: ReactNode;
}

/** A program of others as a page of the portal: its frame, and what there is to do about the frame. */
export function ProgramFrame({ program, role, inside, tools }: Props) {
  const p = useProgramText();
  const source = program.path + inside;
  const { frame, state, key, onLoad, reload } = useFrame(program, source);
  const whole = useRef<HTMLDivElement>(null);
  const isFull = useFullScreen(whole);
  const title = nameOf(p, program);
  const waits = state.phase === "loading" || state.phase === "slow";

  return (
    <div className={styles["page"]} ref={whole}>
      <header className={styles["head"]}>
        <h1>{title}</h1>
        {tools !== undefined && <div className={styles["tools"]}>{tools}</div>}
        <div className={styles["acts"]}>
          <IconButton icon="refresh" label={p.reload} onClick={reload} />
          <IconButton icon="expand" label={isFull ? p.leaveFullScreen : p.fullScreen} aria-pressed={isFull} onClick={() => void (isFull ? document.exitFullscreen() : whole.current?.requestFullscreen())} />
          <NewTab source={source} label={p.newTab} quiet />
        </div>
      </header>
      <div className={styles["view"]} aria-busy={state.phase === "loading"}>
        {state.trouble === null && (
          <iframe key={key} ref={frame} src={source} title={p.frame(title)} sandbox={SANDBOX} allow="fullscreen; clipboard-write" referrerPolicy="same-origin" onLoad={onLoad} data-hidden={state.phase === "loading"} />
        )}
        {waits && <Waiting title={title} slow={state.phase === "slow"} onRetry={reload} />}
        {state.trouble !== null && <div className={styles["over"]}><Troubles program={program} trouble={state.trouble} role={role} source={source} onRetry={reload} /></div>}
      </div>
    </div>
  );
}

function Waiting({ title, slow, onRetry }: { title: string; slow: boolean; onRetry: () => void }) {
  const p = useProgramText();
  return (
    <div className={styles["over"]}>
      <div className={styles["waiting"]} role="status">
        <span className={styles["bars"]} aria-hidden="true"><i /><i /><i /></span>
        <p>{slow ? p.slow(title) : p.loading(title)}</p>
        {slow && <><p>{p.slowLead(title)}</p><Button onClick={onRetry}>{p.reload}</Button></>}
      </div>
    </div>
  );
}

function useFullScreen(whole: React.RefObject<HTMLElement | null>): boolean {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement !== null && document.fullscreenElement === whole.current);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, [whole]);
  return isFull;
}
