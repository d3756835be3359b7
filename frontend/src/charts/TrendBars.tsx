interface Props { values: readonly number[]; label: string; color?: string; width?: number; height?: number }

/** A few bars in a row of a table: bursts and pauses at a glance. The figures are beside it. */
export function TrendBars({ values, label, color = "var(--series-2)", width = 96, height = 24 }: Props) {
  const max = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${String(width)} ${String(height)}`}>
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} stroke="var(--line-strong)" />
      {values.map((value, index) => {
        const tall = value === 0 ? 0 : Math.max(2, (value / max) * (height - 2));
        return <rect key={index} x={index * step + 0.5} y={height - 1 - tall} width={Math.max(1, step - 1)} height={tall} fill={color} />;
      })}
    </svg>
  );
}
