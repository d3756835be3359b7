import { useScope } from "@/features/scope/Scope";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Icon } from "@/ui/Icon";
import type { LiveState } from "../useTraceList";
import styles from "./Live.module.css";

interface Props { state: LiveState; paused: boolean; onPause: (paused: boolean) => void }

/** Whether the list is live, and the switch for it. */
export function LiveButton({ state, paused, onPause }: Props) {
  const { f } = useI18n();
  const a = useTracesText();
  const { live, setSearch } = useScope();
  const word = state === "polling" ? a.live.polling(f.count(live ?? 0)) : a.live[state];
  if (state === "fixed") return <span className={styles["fixed"]} title={a.live.help.fixed}>{word}</span>;
  const stopped = state === "paused";
  const toggle = () => {
    if (live === null) {
      // Paused for the whole screen: the list goes on only with it.
      setSearch({ refresh: undefined });
      onPause(false);
    } else onPause(!paused);
  };
  return (
    <Button look="quiet" small className={styles["live"]} aria-pressed={stopped} aria-label={`${word}. ${stopped ? a.live.resume : a.live.pause}`} title={`${a.live.help[state]}. ${stopped ? a.live.resume : a.live.pause}`} onClick={toggle}>
      <i className={cx(styles["dot"], styles[state])} aria-hidden="true" />{word}<Icon name={stopped ? "play" : "pause"} size={12} />
    </Button>
  );
}
