import type { Pause } from "./film";

/** As much as a longer pause is shown of when pauses are squeezed. */
export const KEPT_MS = 500;

interface Piece { real: number; shown: number; realLength: number; shownLength: number }

/**
 * From the time of the traces to the time that is shown and played, and back. With squeezed pauses the axis of everything (scrubber,
 * waterfall, playing) is shorter than the clock of the traces: nobody watches ten minutes in which nothing was done.
 */
export class Scale {
  readonly length: number;
  readonly squeezed: readonly Pause[];
  readonly #pieces: Piece[] = [];

  constructor(length: number, pauses: readonly Pause[], squeeze: boolean) {
    this.squeezed = squeeze ? pauses.filter((pause) => pause.end - pause.start > KEPT_MS) : [];
    let real = 0;
    let shown = 0;
    const add = (end: number, shownLength: number) => {
      if (end <= real) return;
      this.#pieces.push({ real, shown, realLength: end - real, shownLength });
      real = end;
      shown += shownLength;
    };
    for (const pause of this.squeezed) {
      add(pause.start, pause.start - real);
      add(Math.min(pause.end, length), KEPT_MS);
    }
    add(length, length - real);
    this.length = Math.max(shown, 0.001);
  }

  shown(real: number): number {
    const piece = this.#find(real, "real");
    if (piece === undefined) return 0;
    return piece.shown + Math.min(1, Math.max(0, (real - piece.real) / piece.realLength)) * piece.shownLength;
  }

  real(shown: number): number {
    const piece = this.#find(shown, "shown");
    if (piece === undefined) return 0;
    return piece.real + Math.min(1, Math.max(0, (shown - piece.shown) / piece.shownLength)) * piece.realLength;
  }

  /** Where on the axis, 0 to 1. */
  share(real: number): number {
    return this.shown(real) / this.length;
  }

  #find(at: number, axis: "real" | "shown"): Piece | undefined {
    const pieces = this.#pieces;
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((pieces[middle]?.[axis] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return pieces[low];
  }
}
