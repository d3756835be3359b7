/** A quiet waterfall of spans: what the product shows, drawn as its cover. Fixed numbers, so it never jumps. */
const BARS: readonly [row: number, x: number, width: number, tone: 0 | 1 | 2 | 3][] = [
  [0, 6, 78, 0], [1, 8, 30, 1], [2, 9, 14, 2], [3, 23, 13, 1], [4, 39, 26, 1], [5, 40, 8, 2], [6, 49, 15, 3], [7, 66, 17, 1],
  [8, 67, 15, 2], [10, 18, 70, 0], [11, 19, 22, 1], [12, 20, 19, 2], [13, 42, 40, 1], [14, 43, 12, 2], [15, 56, 25, 2], [17, 4, 58, 0],
  [18, 5, 36, 1], [19, 6, 20, 2], [20, 28, 12, 2], [21, 43, 18, 1], [22, 44, 16, 2],
];
const TONES = ["#2b6a73", "#3c8f98", "#6fd6d6", "#ff8f6b"] as const;

export function LoginArt() {
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {[20, 40, 60, 80].map((x) => <line key={x} x1={x} x2={x} y1="0" y2="100" stroke="#0e424b" strokeWidth="0.18" />)}
      {BARS.map(([row, x, width, tone]) => (
        <rect key={`${String(row)}-${String(x)}`} x={x} y={5 + row * 4} width={width} height="2" rx="0.6" fill={TONES[tone]} opacity={tone === 0 ? 0.75 : 0.92} />
      ))}
    </svg>
  );
}
