import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiFailure } from "@/api/client";
import { Failure } from "@/features/scope/Failure";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { buttonClass, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Banner, Notice, Skeleton, Small } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { StatusLabel } from "@/ui/Status";
import { Counters } from "./Counters";
import { filmOf, type Film } from "./film";
import { Player, type Speed } from "./player";
import { MOST_TRACES, sessionReel, traceReel, type Reel } from "./queries";
import { writeMoment, type ReplaySearch } from "./search";
import { Stage, useWholeScreen } from "./Stage";
import { Transport } from "./Transport";
import styles from "./Stage.module.css";

interface Props { of: { traceId: string } | { sessionId: string }; search: ReplaySearch; onSearch: (change: Partial<ReplaySearch>) => void }

const CALM = "(prefers-reduced-motion: reduce)";

export function PlayerPage({ of, search, onSearch }: Props) {
  const { t } = useI18n();
  const r = useReplayText();
  const scope = useScope();
  const project = scope.search.project;
  const id = "traceId" in of ? of.traceId : of.sessionId;
  const trace = useQuery({ ...traceReel(id, project), enabled: "traceId" in of });
  const session = useQuery({ ...sessionReel(id, project), enabled: "sessionId" in of });
  const { data, error, refetch } = "traceId" in of ? trace : session;
  const film = useMemo(() => (data === undefined || data.scenes.length === 0 ? undefined : filmOf(data.scenes)), [data]);

  useEffect(() => {
    document.title = `${data?.name ?? r.title} · ${t.product}`;
  }, [data, r, t]);

  const back = <Link to="/admin/monitoring/replay" search={scopeOf(scope.search)} className={buttonClass("primary")}>{r.back}</Link>;
  const missing = (error instanceof ApiFailure && error.kind === "not_found") || data?.scenes.length === 0;
  if (missing) return <Notice level={1} icon="question" title={t.trace.notFound} lead={t.trace.notFoundLead} actions={back}><Small><span className="mono">{id}</span></Small></Notice>;
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined || film === undefined) return <Waiting label={r.loading} />;
  return <Loaded key={id} of={of} reel={data} film={film} search={search} onSearch={onSearch} />;
}

function Waiting({ label }: { label: string }) {
  return (
    <div className={styles["page"]} aria-busy="true" aria-label={label}>
      <div className={styles["head"]}><div className={styles["crumbs"]} /><h1 className="visually-hidden">{label}</h1><Skeleton width="16rem" height="1.75rem" /></div>
      <div className={styles["stage"]}>{["talk", "fall", "tools", "log"].map((pane) => <div key={pane} className={styles["pane"]} data-pane={pane} />)}</div>
      <div className={styles["transport"]}><Skeleton height="6.500rem" style={{ opacity: 0.4 }} /></div>
    </div>
  );
}

function Loaded({ of, reel, film, search, onSearch }: Props & { reel: Reel; film: Film }) {
  const { f } = useI18n();
  const r = useReplayText();
  const scope = useScope();
  const isSession = "sessionId" in of;
  const squeeze = (search.idle ?? (isSession ? "skip" : "keep")) === "skip";
  const [player] = useState(() => new Player(film, { at: Number(search.t ?? 0), speed: search.speed ?? "1", squeeze, calm: window.matchMedia(CALM).matches }));
  const [scale, setScale] = useState(player.scale);
  const host = useRef<HTMLDivElement>(null);
  const screen = useWholeScreen(host);
  const written = useRef(search.t);

  useEffect(() => {
    player.setOnRest((at) => {
      const t = writeMoment(at);
      written.current = t;
      onSearch({ t });
    });
  }, [player, onSearch]);
  // Back, forward or a link to another moment of the same film.
  useEffect(() => {
    if (search.t === undefined || search.t === written.current) return;
    written.current = search.t;
    player.pause();
    player.seek(Number(search.t));
  }, [player, search.t]);
  // Opened to be watched: it plays. A link to a moment shows that moment.
  useEffect(() => {
    if (written.current === undefined && !player.calm) player.play();
  }, [player]);

  const setSpeed = (speed: Speed) => {
    player.setSpeed(speed);
    onSearch({ speed: speed === "1" ? undefined : speed });
  };
  const setSqueeze = (next: boolean) => {
    player.setSqueeze(next);
    setScale(player.scale);
    onSearch({ idle: next ? "skip" : isSession ? "keep" : undefined });
  };
  const link = () => {
    const url = new URL(window.location.href);
    url.searchParams.set("t", writeMoment(player.at));
    return url.href;
  };
  const trace = reel.scenes[0]?.replay.trace;
  if (trace === undefined) return null;
  const failed = reel.scenes.some(({ replay }) => replay.trace.status === "ERROR");
  return (
    <div ref={host} className={styles["page"]}>
      <header className={styles["head"]}>
        <div className={styles["crumbs"]}>
          <Link to="/admin/monitoring/replay" search={{ ...scopeOf(scope.search), ...(isSession ? { of: "sessions" as const } : {}) }} className={styles["back"]}><Icon name="arrowLeft" size={14} />{r.back}</Link>
          <span className={styles["gap"]} />
          {!isSession && <Link to="/admin/monitoring/traces/$traceId" params={{ traceId: of.traceId }} search={scopeOf(scope.search)} className={buttonClass("plain", true)} aria-label={r.openTrace} title={r.openTrace}><Icon name="traces" size={14} /><span className={styles["word"]}>{r.openTrace}</span></Link>}
          <CopyButton text={link} caption={r.copyMoment} />
          {screen.possible && <IconButton small icon="expand" label={screen.whole ? r.leaveScreen : r.wholeScreen} onClick={screen.toggle} />}
        </div>
        <div className={styles["title"]}>
          <h1>{isSession ? r.sessionTitle(of.sessionId) : trace.name}</h1>
          <StatusLabel status={failed ? "ERROR" : trace.status} chip />
          <small>{f.moment(film.start)}{isSession && ` · ${r.tracesIn(reel.scenes.length)}`}</small>
        </div>
        <Counters player={player} />
        {reel.scenes.some(({ replay }) => replay.truncated) && <div className={styles["note"]}><Banner>{r.truncated(f.count(film.spans.length))}</Banner></div>}
        {reel.more && <div className={styles["note"]}><Banner>{r.sessionCut(MOST_TRACES)}</Banner></div>}
        {reel.logsFailed && <div className={styles["note"]}><Banner>{r.noLogs}</Banner></div>}
      </header>
      <Stage player={player} scale={scale} />
      <Transport player={player} scale={scale} onSpeed={setSpeed} onSqueeze={setSqueeze} />
    </div>
  );
}
