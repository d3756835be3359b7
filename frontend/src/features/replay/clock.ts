/** 0:03.48, 12:07.10, 1:02:03.45: the same width for every moment of a film of `length` ms. */
export function clockText(ms: number, length: number): string {
  const hundredths = Math.floor(ms / 10 + 1e-6);
  const two = (value: number) => String(value).padStart(2, "0");
  const seconds = Math.floor(hundredths / 100);
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const rest = `${two(second)}.${two(hundredths % 100)}`;
  if (length >= 3_600_000) return `${String(hour)}:${two(minute)}:${rest}`;
  return `${length >= 600_000 ? two(minute) : String(minute)}:${rest}`;
}
