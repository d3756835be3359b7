import { useEffect, useState, type ReactNode, type RefObject } from "react";
import { useReplayText } from "@/i18n/replay";
import { useMedia } from "@/ui/media";
import { Tabs } from "@/ui/Tabs";
import { Conversation } from "./Conversation";
import type { Player } from "./player";
import type { Scale } from "./scale";
import { Terminal } from "./Terminal";
import { ToolPane } from "./ToolPane";
import { Waterfall } from "./Waterfall";
import styles from "./Stage.module.css";

const PANES = ["talk", "fall", "tools", "log"] as const;
type Pane = (typeof PANES)[number];

/** The four views of one moment: side by side where there is room, one at a time on a phone. */
export function Stage({ player, scale }: { player: Player; scale: Scale }) {
  const r = useReplayText();
  const narrow = useMedia("(max-width: 1000px)");
  const { sayings } = player.film;
  const [pane, setPane] = useState<Pane>(sayings.length > 0 ? "talk" : "fall");
  const view: Record<Pane, () => ReactNode> = {
    talk: () => <Conversation player={player} />,
    fall: () => <Waterfall player={player} scale={scale} />,
    tools: () => <ToolPane player={player} />,
    log: () => <Terminal player={player} />,
  };
  if (narrow) {
    return (
      <div className={styles["single"]}>
        <Tabs label={r.stage} value={pane} tabs={PANES.map((value) => ({ value, label: r.panes[value] }))} onChange={setPane} panelClassName={styles["pane"]}>{view[pane]()}</Tabs>
      </div>
    );
  }
  return (
    <div className={styles["stage"]}>
      {PANES.map((name) => (
        <section key={name} className={styles["pane"]} data-pane={name}>
          <h2>{r.panes[name]}</h2>
          {view[name]()}
        </section>
      ))}
    </div>
  );
}

/** The whole screen for an element, where the browser can. */
export function useWholeScreen(host: RefObject<HTMLElement | null>) {
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    const changed = () => setWhole(document.fullscreenElement !== null && document.fullscreenElement === host.current);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, [host]);
  const toggle = () => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void host.current?.requestFullscreen();
  };
  return { whole, toggle, possible: document.fullscreenEnabled };
}
