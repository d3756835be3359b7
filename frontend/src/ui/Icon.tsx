import type { SVGProps } from "react";

/* 16-pixel line icons, drawn for this screen: one stroke, round ends, no fills but where a shape carries meaning. */
const PATHS = {
  overview: "M2.5 13.5v-4M6.2 13.5v-8M9.8 13.5V8M13.5 13.5v-11",
  traces: "M2.5 4h6M5 8h8.5M7.5 12h4",
  analytics: "M2.5 2.5v11h11M5.5 10.5l2.6-3.2 2 1.6 3.2-4.6",
  replay: "M8 3.2a4.8 4.8 0 1 1-4.5 3.1M3 3v3.5h3.5M7 6l3 2-3 2z",
  search: "M7.2 12.1a4.9 4.9 0 1 0 0-9.8 4.9 4.9 0 0 0 0 9.8zM10.8 10.8l3 3",
  refresh: "M13.2 8A5.2 5.2 0 1 1 11.5 4.2M13.3 2.3v2.9h-2.9",
  clock: "M8 13.7A5.7 5.7 0 1 0 8 2.3a5.7 5.7 0 0 0 0 11.4zM8 5v3.2l2.1 1.3",
  chevronDown: "M4.5 6.5 8 10l3.5-3.5",
  chevronRight: "M6.5 4.5 10 8l-3.5 3.5",
  chevronLeft: "M9.5 4.5 6 8l3.5 3.5",
  chevronUp: "M4.5 9.5 8 6l3.5 3.5",
  arrowLeft: "M13 8H3.5M7.3 4 3.3 8l4 4",
  arrowRight: "M3 8h9.5M8.7 4l4 4-4 4",
  check: "M3.5 8.4 6.6 11.5l6-7",
  cross: "M4 4l8 8M12 4l-8 8",
  key: "M9.2 6.8a3.4 3.4 0 1 1-2.6-3.3 3.4 3.4 0 0 1 2.6 3.3zM8.4 8.6 13.6 13.8M11 11.2l1.6-1.6M5.1 6.2v.1",
  alert: "M8 2.4 14.2 13H1.8zM8 6.4v3M8 11.3v.1",
  question: "M8 13.7A5.7 5.7 0 1 0 8 2.3a5.7 5.7 0 0 0 0 11.4zM6.4 6.4a1.7 1.7 0 1 1 2.3 1.7c-.5.2-.7.5-.7 1M8 11v.1",
  info: "M8 13.7A5.7 5.7 0 1 0 8 2.3a5.7 5.7 0 0 0 0 11.4zM8 7.4v3.4M8 5.1v.1",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  link: "M6.8 9.2l2.4-2.4M7.4 4.8l1.2-1.2a2.7 2.7 0 0 1 3.8 3.8l-1.2 1.2M8.6 11.2l-1.2 1.2a2.7 2.7 0 0 1-3.8-3.8l1.2-1.2",
  download: "M8 2.5v7.2M4.8 6.8 8 10l3.2-3.2M2.8 13.2h10.4",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.3 6.5v6",
  sun: "M8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
  screen: "M2.5 3.2h11v7.3h-11zM6 13.3h4M8 10.5v2.8",
  user: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3 13.4c.5-2.4 2.5-3.7 5-3.7s4.500 1.300 5 3.700",
  signOut: "M6.500 2.800h-3.500v10.400h3.500M6.500 8h7M10.800 5.200 13.600 8l-2.800 2.800",
  globe: "M8 13.700A5.700 5.700 0 1 0 8 2.300a5.700 5.700 0 0 0 0 11.400zM2.400 8h11.200M8 2.400c3.400 3.500 3.400 7.700 0 11.200-3.400-3.500-3.400-7.700 0-11.200z",
  eye: "M1.600 8S4 3.800 8 3.800 14.400 8 14.400 8 12 12.200 8 12.200 1.600 8 1.600 8zM8 9.800a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600z",
  eyeOff: "M6.300 4c.500-.100 1.100-.200 1.700-.200 4 0 6.400 4.200 6.400 4.200s-.700 1.200-2 2.300M10 11.900c-.600.200-1.300.300-2 .300-4 0-6.400-4.200-6.400-4.200s.900-1.600 2.500-2.800M2.500 2.500l11 11",
  panel: "M2.500 3h11v10h-11zM6.200 3v10",
  plus: "M8 3.500v9M3.500 8h9",
  minus: "M3.500 8h9",
  fold: "M8 2v4M5.500 4 8 6.500 10.500 4M8 14v-4M5.500 12 8 9.500 10.500 12",
  unfold: "M8 6.500v-4M5.500 5 8 2.500 10.500 5M8 9.500v4M5.500 11 8 13.500 10.500 11",
  keyboard: "M1.800 4h12.400v8H1.800zM4.300 6.500h.1M6.800 6.500h.1M9.300 6.500h.1M11.800 6.500h.1M4.800 9.500h6.400",
  menu: "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
  play: "M5 3.200 12.500 8 5 12.800z",
  pause: "M5 3.500v9M11 3.500v9",
  // kinds of span
  llm: "M8 1.800l1.500 4.700L14.200 8l-4.700 1.500L8 14.200 6.500 9.500 1.800 8l4.700-1.500z",
  agent: "M3.500 5.500h9v7h-9zM8 5.500V3M6.200 8.300v1.200M9.800 8.300v1.200M1.700 8.500v1.500M14.300 8.500v1.500",
  tool: "M13 4.200 10.800 6.400 9.600 5.200l2.200-2.200a3.500 3.500 0 0 0-4.600 4.500L2.900 11.800l1.300 1.300 4.300-4.300A3.500 3.500 0 0 0 13 4.200z",
  flow: "M3 3h4v3.500H3zM9 9.500h4V13H9zM5 6.500v4.700h4",
  data: "M3 4.300c0-1 2.200-1.800 5-1.800s5 .800 5 1.800-2.200 1.800-5 1.800-5-.800-5-1.800zM3 4.300v7.400c0 1 2.200 1.800 5 1.800s5-.800 5-1.800V4.300M3 8c0 1 2.200 1.800 5 1.800s5-.800 5-1.800",
  guard: "M8 1.800l5 1.900v3.900c0 3.100-2.100 5.400-5 6.600-2.900-1.200-5-3.500-5-6.600V3.700z",
  http: "M2.500 5.500h11M10.500 2.500l3 3-3 3M13.500 10.500h-11M5.500 7.500l-3 3 3 3",
  span: "M2.500 8h11M2.500 5.500v5M13.500 5.500v5",
} as const;

export type IconName = keyof typeof PATHS;

interface Props extends SVGProps<SVGSVGElement> { name: IconName; size?: number }

export function Icon({ name, size = 16, ...rest }: Props) {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} fill="none" stroke="currentColor" strokeWidth={1.4} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" {...rest}>
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: the steps of a trace. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b4f58" />
      <rect x="7" y="8" width="13" height="4" rx="2" fill="#fff" />
      <rect x="11" y="14" width="14" height="4" rx="2" fill="#6fd6d6" />
      <rect x="15" y="20" width="7" height="4" rx="2" fill="#ff8f6b" />
    </svg>
  );
}
