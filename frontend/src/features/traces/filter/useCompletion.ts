import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { completeFilter } from "@/api/search";
import type { Completion } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { characterAt } from "./language";

const PAUSE_MS = 110;

export interface Typed { text: string; cursor: number }

/** What the server says about a text that is being typed: what could stand at the cursor, and whether it is valid. Asked after a short pause. */
export function useCompletion(typed: Typed, enabled: boolean): { answer: Completion | undefined; of: Typed | null; failed: boolean } {
  const { window: range, scopeKey } = useScope();
  const [asked, setAsked] = useState(typed);
  useEffect(() => {
    if (asked.text === typed.text && asked.cursor === typed.cursor) return undefined;
    const timer = setTimeout(() => setAsked({ text: typed.text, cursor: typed.cursor }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.text, typed.cursor, asked]);

  const query = useQuery({
    // The values come from the window, but need not be of this second.
    queryKey: ["complete", scopeKey, asked.text, asked.cursor],
    queryFn: async ({ signal }) => ({ answer: await completeFilter(range, asked.text, characterAt(asked.text, asked.cursor), signal), of: asked }),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
  return { answer: query.data?.answer, of: query.data?.of ?? null, failed: query.isError };
}
