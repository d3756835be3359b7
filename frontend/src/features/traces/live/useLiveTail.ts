import { useEffect, useRef, useState } from "react";
import { watchTraces } from "@/api/live";
import type { TraceSummary } from "@/api/types";

export type TailState = "off" | "connecting" | "live" | "broken" | "unavailable";

interface Wanted { project: string | undefined; q: string; /** Where a tail of the same question left off. */ place: string }

interface Handlers {
  onBatch: (traces: TraceSummary[]) => void;
  /** It was opened without a place to go on from: what came between the reading of the list and now is to be looked up. */
  onFresh: () => void;
  /** Some were passed over: the list should be read anew. */
  onGap: () => void;
}

/** Bursts come in together: the list is drawn a few times a second, however many traces arrive. */
const BATCH_MS = 200;

/** The live tail of a question while `wanted` is there. Closed while nobody looks: browsers allow few connections to one server. */
export function useLiveTail(wanted: Wanted | null, handlers: Handlers): { state: TailState; place: () => string } {
  const [found, setFound] = useState<{ key: string; state: TailState }>({ key: "", state: "off" });
  const latest = useRef(handlers);
  const place = useRef("");
  useEffect(() => {
    latest.current = handlers;
  });

  const key = wanted === null ? "" : JSON.stringify([wanted.project, wanted.q]);
  const begin = useRef(wanted);
  useEffect(() => {
    begin.current = wanted;
  });

  useEffect(() => {
    const question = begin.current;
    if (key === "" || question === null) return undefined;
    place.current = question.place;
    let waiting: TraceSummary[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let connection: AbortController | null = null;
    const tell = (state: TailState) => setFound({ key, state });
    const flush = () => {
      timer = undefined;
      const batch = waiting;
      waiting = [];
      if (batch.length > 0) latest.current.onBatch(batch);
    };
    const open = () => {
      if (connection !== null || document.visibilityState === "hidden") return;
      connection = new AbortController();
      const { signal } = connection;
      watchTraces(question.project, question.q, {
        onOpen: (resumed) => { if (!resumed) latest.current.onFresh(); },
        onTrace: (trace, at) => {
          place.current = at;
          waiting.push(trace);
          timer ??= setTimeout(flush, BATCH_MS);
        },
        onGap: () => latest.current.onGap(),
        onConnected: (connected) => tell(connected ? "live" : "broken"),
      }, signal, place.current).catch(() => { if (!signal.aborted) tell("unavailable"); });
    };
    const close = () => {
      connection?.abort();
      connection = null;
    };
    const looked = () => {
      if (document.visibilityState === "hidden") close();
      else open();
    };
    open();
    document.addEventListener("visibilitychange", looked);
    return () => {
      document.removeEventListener("visibilitychange", looked);
      clearTimeout(timer);
      close();
    };
  }, [key]);

  return { state: key === "" ? "off" : found.key === key ? found.state : "connecting", place: () => place.current };
}
