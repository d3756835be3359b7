import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { ApiFailure } from "@/api/client";
import { getShared } from "@/api/trace";
import { Failure } from "@/features/scope/Failure";
import type { ScreenSearch } from "@/features/scope/search";
import { PlaceContext, type Place } from "@/features/trace/place";
import { TraceHeader } from "@/features/trace/TraceHeader";
import { fromDetail, textsOf, usePayloads } from "@/features/trace/traceData";
import { TraceView } from "@/features/trace/TraceView";
import { buildTree } from "@/features/trace/tree";
import { useWaterfall } from "@/features/trace/useWaterfall";
import traceStyles from "@/features/trace/Trace.module.css";
import { useExchangeText } from "@/i18n/exchange";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { Banner, Notice } from "@/ui/Feedback";
import { Mark } from "@/ui/Icon";
import { Menu, MenuChoices } from "@/ui/Menu";
import { chooseTheme, useTheme } from "@/ui/theme";
import styles from "./Share.module.css";

interface Props { search: ScreenSearch; setSearch: Place["setSearch"] }

/** The token stands behind the #: browsers send that part to nobody. */
function useToken(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener("hashchange", changed);
      return () => window.removeEventListener("hashchange", changed);
    },
    () => window.location.hash.slice(1),
  );
}

/** What a share link opens: one trace, for anybody who has the link, and no way to anything else. */
export function SharedPage({ search, setSearch }: Props) {
  const { t, f } = useI18n();
  const w = useExchangeText().shared;
  const token = useToken();
  const query = useQuery({
    queryKey: ["shared", token],
    queryFn: ({ signal }) => getShared(token, signal),
    staleTime: Infinity,
    retry: false,
  });
  const data = useMemo(() => (query.data === undefined ? undefined : fromDetail(query.data)), [query.data]);
  const tree = useMemo(() => buildTree(data?.rows ?? []), [data]);
  const place = useMemo<Place>(() => ({ search, setSearch, traceId: data?.trace.trace_id ?? "", project: undefined, shared: true }), [search, setSearch, data]);

  useEffect(() => {
    document.title = data === undefined ? t.product : `${data.trace.name} · ${t.product}`;
  }, [data, t]);

  const shown = data?.rows.length ?? 0;
  return (
    <div className={styles["page"]}>
      <header className={styles["top"]}>
        <span className={styles["brand"]}><Mark size={22} />{t.product}</span>
        <span className={styles["badge"]}>{w.badge}</span>
        <span className={styles["note"]}>{w.lead}</span>
        <span className={styles["gap"]} />
        <Preferences />
      </header>
      <main className={styles["body"]}>
        {data !== undefined && shown < data.spanCount && <div className={styles["banner"]}><Banner>{w.truncated(f.count(shown), f.count(data.spanCount))}</Banner></div>}
        {query.error !== null ? <Refusal error={query.error} onRetry={() => void query.refetch()} /> : <PlaceContext value={place}><Shown data={data} tree={tree} /></PlaceContext>}
      </main>
    </div>
  );
}

function Refusal({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const w = useExchangeText().shared;
  // A token that is too long or empty is refused as malformed: for who holds it, all the same.
  const dead = error instanceof ApiFailure && (error.kind === "not_found" || error.kind === "rejected");
  return dead ? <Notice level={1} icon="link" title={w.gone} lead={w.goneLead} /> : <Failure error={error} onRetry={onRetry} />;
}

function Shown({ data, tree }: { data: ReturnType<typeof fromDetail> | undefined; tree: ReturnType<typeof buildTree> }) {
  const payloads = usePayloads(data, data?.trace.trace_id ?? "", undefined);
  const texts = useMemo(() => textsOf(payloads.byId), [payloads.byId]);
  const waterfall = useWaterfall(tree, data !== undefined, texts);
  return (
    <div className={traceStyles["page"]}>
      <TraceHeader trace={data?.trace} shares={waterfall.shares} />
      <TraceView data={data} waterfall={waterfall} payloads={payloads} />
    </div>
  );
}

function Preferences() {
  const { t, language, setLanguage } = useI18n();
  const theme = useTheme();
  return (
    <>
      <Menu trigger={<IconButton icon="globe" label={t.account.language} />}>
        <MenuChoices label={t.account.language} value={language} choices={[{ value: "en", label: "English" }, { value: "ko", label: "한국어" }]} onChange={setLanguage} />
      </Menu>
      <Menu trigger={<IconButton icon={theme === "dark" ? "moon" : theme === "light" ? "sun" : "screen"} label={t.account.theme} />}>
        <MenuChoices label={t.account.theme} value={theme} choices={[{ value: "system", label: t.account.themeSystem }, { value: "light", label: t.account.themeLight }, { value: "dark", label: t.account.themeDark }]} onChange={chooseTheme} />
      </Menu>
    </>
  );
}
