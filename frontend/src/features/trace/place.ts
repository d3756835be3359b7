import { createContext, use } from "react";
import type { ScreenSearch } from "@/features/scope/search";

/** Where the parts of a trace's view keep what they show. The signed-in page and the shared one have different addresses. */
export interface Place {
  search: ScreenSearch;
  setSearch: (change: Partial<ScreenSearch>, options?: { replace?: boolean }) => void;
  traceId: string;
  project: string | undefined;
  /** A share link shows one trace and gives no other right: no logs, no chat, no way to elsewhere. */
  shared: boolean;
}

export const PlaceContext = createContext<Place | null>(null);

export function usePlace(): Place {
  const place = use(PlaceContext);
  if (place === null) throw new Error("usePlace needs a PlaceContext above it");
  return place;
}
