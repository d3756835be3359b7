import { AnalyticsFrame } from "@/features/analytics/Frame";
import { MoneyReconciliation } from "@/features/money/MoneyPage";
import { useScope } from "@/features/scope/Scope";
import { useFeedText } from "@/i18n/feed";
import { useI18n } from "@/i18n/I18n";

export default function MoneyRoute() {
  const { f } = useI18n();
  const w = useFeedText();
  const { window: range } = useScope();
  return (
    <AnalyticsFrame place="money" title={w.money.title} sub={f.period(range.start, range.end)}>
      <MoneyReconciliation />
    </AnalyticsFrame>
  );
}
