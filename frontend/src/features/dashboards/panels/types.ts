import type { Panel } from "../grafana";
import type { Mark, PanelData } from "../queries";

export interface PanelBodyProps {
  panel: Panel;
  data: PanelData;
  marks: readonly Mark[];
  /** Pixels of what is drawn. */
  height: number;
  /** Charts of one dashboard show the moment under the pointer together. */
  syncKey: string | undefined;
  onRange: ((from: number, to: number) => void) | undefined;
}
