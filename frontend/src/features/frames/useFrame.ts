import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Program } from "@/api/types";

/** What the proxy's own pages say about themselves (backend/portal/proxy/answers.py). */
interface Told { portalFrame: string; status: number; code: string; message: string }

export type Trouble =
  | { kind: "unreachable"; message: string }
  | { kind: "signedOut" }
  /** The frame got in and was asked to sign in again at once: its cookie was not kept. */
  | { kind: "noCookies" }
  | { kind: "forbidden"; message: string }
  | { kind: "refused"; message: string }
  /** The browser did not load the frame's address, or was not allowed to. */
  | { kind: "blocked" };

export interface FrameState {
  phase: "loading" | "slow" | "ready" | "trouble";
  trouble: Trouble | null;
}

export const SLOW_MS = 12_000;
/** A frame of another origin that loaded without a word from the proxy shows the browser's own error page. */
export const SILENT_MS = 2_500;

const LOADING: FrameState = { phase: "loading", trouble: null };

function isTold(data: unknown): data is Told {
  return typeof data === "object" && data !== null && "portalFrame" in data && "status" in data && "code" in data;
}

function troubleOf(told: Told, justEntered: boolean): Trouble {
  if (told.status === 401) return justEntered ? { kind: "noCookies" } : { kind: "signedOut" };
  if (told.status === 403) return { kind: "forbidden", message: told.message };
  if (told.status === 504 || told.code === "upstream_unreachable" || told.code === "upstream_error") return { kind: "unreachable", message: told.message };
  return { kind: "refused", message: told.message };
}

/** Follows one frame: what the browser tells of it, and what the proxy's pages inside it say. */
export function useFrame(program: Program, source: string) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<FrameState>(LOADING);
  const entered = useRef(false);
  /** A page of the program was there: what is lost from now on, was had. */
  const arrived = useRef(false);
  const silence = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = `${source}|${String(attempt)}`;
  const [shown, setShown] = useState(key);
  if (shown !== key) {
    setShown(key);
    setState(LOADING);
  }

  const fail = useCallback((trouble: Trouble) => {
    clearTimeout(silence.current);
    setState({ phase: "trouble", trouble });
  }, []);

  const onMessage = useEffectEvent((event: MessageEvent<unknown>) => {
    const origins = [window.location.origin, program.frame_origin];
    if (event.source === null || event.source !== frame.current?.contentWindow || !origins.includes(event.origin) || !isTold(event.data)) return;
    if (event.data.code === "entered") {
      entered.current = true;
      return;
    }
    fail(troubleOf(event.data, entered.current && !arrived.current));
  });
  const onViolation = useEffectEvent((event: SecurityPolicyViolationEvent) => {
    if (event.effectiveDirective.startsWith("frame-src")) fail({ kind: "blocked" });
  });

  useEffect(() => {
    const told = (event: MessageEvent<unknown>) => onMessage(event);
    const violated = (event: SecurityPolicyViolationEvent) => onViolation(event);
    window.addEventListener("message", told);
    document.addEventListener("securitypolicyviolation", violated);
    return () => {
      window.removeEventListener("message", told);
      document.removeEventListener("securitypolicyviolation", violated);
    };
  }, []);

  useEffect(() => {
    entered.current = false;
    arrived.current = false;
    const slow = setTimeout(() => setState((now) => (now.phase === "loading" ? { phase: "slow", trouble: null } : now)), SLOW_MS);
    return () => {
      clearTimeout(slow);
      clearTimeout(silence.current);
    };
  }, [key]);

  const onLoad = () => {
    const ready = () => {
      arrived.current = true;
      setState((now) => (now.phase === "trouble" ? now : { phase: "ready", trouble: null }));
    };
    if (program.frame_origin === null || entered.current) {
      ready();
      return;
    }
    clearTimeout(silence.current);
    silence.current = setTimeout(() => {
      if (entered.current) ready();
      else setState((now) => (now.phase === "trouble" ? now : { phase: "trouble", trouble: { kind: "blocked" } }));
    }, SILENT_MS);
  };

  return { frame, state, key, onLoad, reload: () => setAttempt(attempt + 1) };
}
