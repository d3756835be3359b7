import { useState } from "react";

/**
 * The last answer to the same question: a refresh that fails or takes its time leaves the figures standing.
 * `question` names what was asked apart from the moment; when it changes, old answers are dropped.
 * `borrowed` data (a placeholder from another question) is passed on but not kept.
 */
export function useSteady<T>(data: T | undefined, question: string, borrowed = false): T | undefined {
  const [kept, setKept] = useState<{ question: string; data: T } | null>(null);
  if (data !== undefined && !borrowed && (kept?.data !== data || kept.question !== question)) setKept({ question, data });
  return data ?? (kept?.question === question ? kept.data : undefined);
}
