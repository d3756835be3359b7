import { useCallback, useMemo, useState } from "react";

/** So many ids that a filter naming them stays within its 2,000 characters. */
export const MOST_SELECTED = 60;

export interface Selection {
  ids: ReadonlySet<string>;
  /** Switches one; with the order of the list, all from the one switched last. */
  toggle: (id: string, order?: readonly string[]) => void;
  clear: () => void;
  /** More were asked for than can be selected. */
  full: boolean;
}

/** The traces that are picked out for comparing and exporting. Forgotten when another question is asked. */
export function useSelection(question: string): Selection {
  const [kept, setKept] = useState<{ question: string; ids: ReadonlySet<string>; last: string | null; full: boolean }>({ question, ids: new Set(), last: null, full: false });
  if (kept.question !== question) setKept({ question, ids: new Set(), last: null, full: false });

  const toggle = useCallback((id: string, order?: readonly string[]) => {
    setKept((now) => {
      const ids = new Set(now.ids);
      const [from, to] = order === undefined || now.last === null ? [-1, -1] : [order.indexOf(now.last), order.indexOf(id)];
      if (order !== undefined && from >= 0 && to >= 0) for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(one);
      else if (ids.has(id)) ids.delete(id);
      else ids.add(id);
      const full = ids.size > MOST_SELECTED;
      return { ...now, ids: full ? new Set([...ids].slice(0, MOST_SELECTED)) : ids, last: id, full };
    });
  }, []);
  const clear = useCallback(() => setKept((now) => ({ ...now, ids: new Set<string>(), last: null, full: false })), []);
  return useMemo(() => ({ ids: kept.ids, toggle, clear, full: kept.full }), [kept, toggle, clear]);
}
