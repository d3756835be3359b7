import { useQuery } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { getProjects, type Window } from "@/api/endpoints";
import type { Project } from "@/api/types";
import { DEFAULT_REFRESH, windowOf, type ScreenSearch } from "./search";

export interface Scope {
  search: ScreenSearch;
  /** Changes the address; `replace` keeps the history short for things like typing. */
  setSearch: (change: Partial<ScreenSearch>, options?: { replace?: boolean }) => void;
  window: Window;
  projects: Project[] | undefined;
  /** Why they are not known; null while they are, or are on their way. */
  projectsError: Error | null;
  project: Project | undefined;
  /** When the window was last resolved, in ms. Grows with every refresh. */
  epoch: number;
  refresh: () => void;
  /** How often somebody asked for a refresh by hand. */
  asked: number;
  /** Seconds between refreshes, null when paused or the range is fixed. */
  live: number | null;
  fixed: boolean;
  /** Names project and range, whatever the moment. */
  scopeKey: string;
}

const Context = createContext<Scope | null>(null);

interface Props {
  search: ScreenSearch;
  setSearch: Scope["setSearch"];
  children: ReactNode;
}

export function ScopeProvider({ search, setSearch, children }: Props) {
  const [epoch, setEpoch] = useState(() => Date.now());
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => {
    setEpoch(Date.now());
    setAsked((now) => now + 1);
  }, []);
  const fixed = search.from !== undefined;
  const chosen = search.refresh ?? DEFAULT_REFRESH;
  const live = fixed || chosen === "off" ? null : Number(chosen);

  useEffect(() => {
    if (live === null) return undefined;
    const tick = () => {
      if (document.visibilityState === "visible") setEpoch(Date.now());
    };
    const timer = setInterval(tick, live * 1000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [live]);

  const { data: projects, error: projectsError } = useQuery({
    queryKey: ["projects"],
    queryFn: ({ signal }) => getProjects(signal),
    staleTime: 60_000,
    // Pages without figures of their own wait for them, and come back by themselves.
    refetchInterval: ({ state }) => (state.data === undefined && state.error !== null ? 5_000 : false),
  });
  const project = projects?.find((candidate) => candidate.id === search.project) ?? (search.project === undefined ? projects?.[0] : undefined);

  const { project: projectId, range, from, to } = search;
  const scopeKey = [projectId, range, from, to].join("|");

  const value = useMemo<Scope>(
    () => ({ search, setSearch, window: { project: search.project, ...windowOf(search, epoch) }, projects, projectsError, project, epoch, refresh, asked, live, fixed, scopeKey }),
    [search, setSearch, epoch, projects, projectsError, project, refresh, asked, live, fixed, scopeKey],
  );
  return <Context value={value}>{children}</Context>;
}

export function useScope(): Scope {
  const value = use(Context);
  if (value === null) throw new Error("useScope needs a ScopeProvider above it");
  return value;
}
