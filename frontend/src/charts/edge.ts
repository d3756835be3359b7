/**
 * Room in pixels at the right of a time axis: a label is centred below its moment, so half of one that stands at the very end would be
 * cut off. `least`: what to leave in any case.
 */
export function endRoom(least: number, lastLabel: string, font: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return least;
  context.font = font;
  return Math.max(least, Math.ceil(context.measureText(lastLabel).width / 2) + 2);
}
