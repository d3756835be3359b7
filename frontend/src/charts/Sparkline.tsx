interface Props { values: readonly (number | null)[]; color?: string; height?: number }

const WIDTH = 100;

/** A shape, not a chart: it says rising, falling, bursty. The numbers are beside it, so it is hidden from screen readers. */
export function Sparkline({ values, color = "var(--series-1)", height = 32 }: Props) {
  const known = values.map((value) => value ?? 0);
  const max = Math.max(...known, 0);
  if (known.length < 2 || max === 0) {
    return (
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(height)}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2={WIDTH} y1={height - 1} y2={height - 1} stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
      </svg>
    );
  }
  const step = WIDTH / (known.length - 1);
  const points = known.map((value, index) => `${(index * step).toFixed(2)},${(height - 1.5 - (value / max) * (height - 4)).toFixed(2)}`);
  return (
    <svg viewBox={`0 0 ${String(WIDTH)} ${String(height)}`} width="100%" height={height} preserveAspectRatio="none" aria-hidden="true">
      <polygon points={`0,${String(height)} ${points.join(" ")} ${String(WIDTH)},${String(height)}`} fill={color} opacity="0.1" />
      <polyline points={points.join(" ")} fill="none" stroke={color} strokeWidth="1.5" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
