import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { SharedPage } from "@/features/share/SharedPage";
import type { Place } from "@/features/trace/place";

const route = getRouteApi("/shared");

export default function SharedRoute() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const setSearch = useCallback<Place["setSearch"]>(
    (change, options) => {
      // The token behind the # stays where it is.
      void navigate({ to: ".", search: (now) => ({ ...now, ...change }), hash: true, replace: options?.replace ?? false, resetScroll: false });
    },
    [navigate],
  );
  return <SharedPage search={search} setSearch={setSearch} />;
}
