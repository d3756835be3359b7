import { useSyncExternalStore } from "react";
import type { Player } from "./player";

/** A value of the moment: the component is drawn again only when it changes. */
export function useSeen<T extends string | number | boolean>(player: Player, select: (player: Player) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player));
}
