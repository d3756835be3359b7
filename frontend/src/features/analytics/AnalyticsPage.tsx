import { useScope } from "@/features/scope/Scope";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { AgentsSection } from "./Agents";
import { BreakdownSection } from "./Breakdown";
import { ErrorsSection } from "./Errors";
import { AnalyticsFrame } from "./Frame";
import { PerformanceSection } from "./Performance";
import type { SectionId } from "./sections";
import { Toolbar } from "./Toolbar";
import { UsageSection } from "./Usage";

const CONTENT: Record<SectionId, () => React.JSX.Element> = {
  performance: PerformanceSection,
  errors: ErrorsSection,
  usage: UsageSection,
  breakdown: BreakdownSection,
  agents: AgentsSection,
};

export function AnalyticsPage({ section }: { section: SectionId }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const { window: range } = useScope();
  const Content = CONTENT[section];
  return (
    <AnalyticsFrame place={section} title={a.title} sub={f.period(range.start, range.end)}>
      <Toolbar steps={section !== "breakdown"} />
      <Content />
    </AnalyticsFrame>
  );
}
