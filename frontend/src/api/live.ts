import { ApiFailure } from "./client";
import { openStream, type ServerEvent } from "./stream";
import type { TraceSummary } from "./types";

export interface LiveHandlers {
  /** The stream is open. `resumed`: it goes on where another left off, so nothing is missed. */
  onOpen?: (resumed: boolean) => void;
  /** A trace that came in or changed: it replaces an earlier one of the same id. `place`: where to go on from after it. */
  onTrace: (trace: TraceSummary, place: string) => void;
  /** Some were missed: what is shown should be read anew. */
  onGap: () => void;
  /** Whether news can arrive at present. */
  onConnected: (connected: boolean) => void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** Trying again does not help: the session ended, the right or the capability is missing, the filter is wrong. */
const FINAL = new Set([400, 401, 403, 404, 422, 501]);

/**
 * Watches the traces of a project that match `q` as they arrive, until `signal` ends it. Connects again by itself, going on where it
 * broke off. `place`: where an earlier one left off. Raises an `ApiFailure` when trying again is of no use.
 */
export async function watchTraces(project: string | undefined, q: string, handlers: LiveHandlers, signal: AbortSignal, place = ""): Promise<void> {
  let lastId = place;
  let wait = FIRST_WAIT_MS;
  // Read through a call: the signal changes while this waits.
  const over = () => signal.aborted;
  while (!over()) {
    try {
      const { events } = await openStream("/api/agentops/live", {
        query: { project_id: project, q },
        headers: lastId === "" ? undefined : { "Last-Event-ID": lastId },
        signal,
      });
      handlers.onOpen?.(lastId !== "");
      handlers.onConnected(true);
      wait = FIRST_WAIT_MS;
      for await (const event of events) {
        if (event.id !== "") lastId = event.id;
        tell(event, handlers);
      }
    } catch (error) {
      if (over()) return;
      if (!(error instanceof ApiFailure) || FINAL.has(error.status)) throw error;
    }
    if (over()) return;
    handlers.onConnected(false);
    await pause(wait, signal);
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  }
}

function tell(event: ServerEvent, handlers: LiveHandlers): void {
  switch (event.event) {
    case "trace": handlers.onTrace(JSON.parse(event.data) as TraceSummary, event.id); break;
    case "gap": handlers.onGap(); break;
    // As if it had been refused at once: trying again does not help.
    case "too_big": throw new ApiFailure({ kind: "rejected", status: 422, code: "query_too_big", message: "The filter asks for too much." });
    case "state": handlers.onConnected((JSON.parse(event.data) as { connected?: boolean }).connected === true); break;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
