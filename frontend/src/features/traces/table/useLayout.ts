import { useCallback, useState } from "react";
import { useScope } from "@/features/scope/Scope";
import { useMedia } from "@/ui/media";
import { readStored, writeStored } from "../stored";
import { readLayout, standard, writeLayout, type Layout } from "./layout";

const NARROW = "(max-width: 1180px)";
const NAME = "traces.columns";

/** The layout of the address (a link, a saved view), else the reader's own, else the standard one. Changes are kept for the reader. */
export function useLayout(owner: string): { layout: Layout; setLayout: (layout: Layout | null) => void; isStandard: boolean } {
  const { search, setSearch } = useScope();
  const narrow = useMedia(NARROW);
  const [own, setOwn] = useState({ owner, text: readStored(NAME, owner) });
  if (own.owner !== owner) setOwn({ owner, text: readStored(NAME, owner) });
  const chosen = readLayout(search.cols) ?? readLayout(own.text);

  const inAddress = search.cols !== undefined;
  const setLayout = useCallback(
    (layout: Layout | null) => {
      const text = layout === null ? null : writeLayout(layout);
      writeStored(NAME, owner, text);
      setOwn({ owner, text });
      if (inAddress) setSearch({ cols: text ?? undefined }, { replace: true });
    },
    [owner, inAddress, setSearch],
  );
  return { layout: chosen ?? standard(narrow), setLayout, isStandard: chosen === null };
}
