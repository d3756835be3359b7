import { lazy, Suspense } from "react";
import { useScope } from "@/features/scope/Scope";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { AnalyticsFrame } from "./Frame";
import { PerformanceSection } from "./Performance";
import type { SectionId } from "./sections";
import { Toolbar } from "./Toolbar";

/** The first section comes with the page, the others when they are opened. */
const CONTENT = {
  performance: PerformanceSection,
  errors: lazy(async () => ({ default: (await import("./Errors")).ErrorsSection })),
  usage: lazy(async () => ({ default: (await import("./Usage")).UsageSection })),
  breakdown: lazy(async () => ({ default: (await import("./Breakdown")).BreakdownSection })),
  agents: lazy(async () => ({ default: (await import("./Agents")).AgentsSection })),
  flow: lazy(async () => ({ default: (await import("@/features/flow/FlowSection")).FlowSection })),
} as const satisfies Record<SectionId, React.ComponentType>;

export function AnalyticsPage({ section }: { section: SectionId }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const { window: range } = useScope();
  const Content = CONTENT[section];
  return (
    <AnalyticsFrame place={section} title={a.title} sub={f.period(range.start, range.end)}>
      <Toolbar overTime={section !== "breakdown" && section !== "flow"} compared={section !== "flow"} />
      <Suspense><Content /></Suspense>
    </AnalyticsFrame>
  );
}
