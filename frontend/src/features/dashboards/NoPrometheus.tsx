import { useDashboardsText } from "@/i18n/dashboards";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { CodeBlock, Notice } from "@/ui/Feedback";

/** Dashboards without their source: why, and the command that mends it. */
export function NoPrometheus({ kind, onRetry }: { kind: "off" | "away"; onRetry: () => void }) {
  const { t } = useI18n();
  const d = useDashboardsText();
  return (
    <Notice icon="alert" tone={kind === "away" ? "bad" : "plain"} title={kind === "off" ? d.off : d.away} lead={kind === "off" ? d.offLead : d.awayLead} actions={<Button look="primary" onClick={onRetry}>{t.common.retry}</Button>}>
      <CodeBlock code={kind === "off" ? "./scripts/up.sh --yes --detach" : "./scripts/health-check.sh\n./scripts/up.sh --detach"} />
    </Notice>
  );
}
