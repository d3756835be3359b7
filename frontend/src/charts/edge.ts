import type uPlot from "uplot";

/**
 * Room at the right of a time axis: a label is centred below its moment, so half of one that stands at the very end would be cut off.
 * `least`: pixels to leave in any case.
 */
export function endRoom(least: number, formatTime: (seconds: number) => string): (self: uPlot) => number {
  return (self) => {
    const last = self.data[0].at(-1);
    if (last === undefined) return least;
    self.ctx.font = `${String(11 * devicePixelRatio)}px sans-serif`;
    return Math.max(least, Math.ceil(self.ctx.measureText(formatTime(last)).width / devicePixelRatio / 2) + 2);
  };
}
