import { Link } from "@tanstack/react-router";
import { useI18n } from "@/i18n/I18n";
import { buttonClass } from "@/ui/Button";
import { Notice } from "@/ui/Feedback";

export function NotFound() {
  const { t } = useI18n();
  return (
    <main style={{ minHeight: "100dvh", display: "grid", placeItems: "center" }}>
      <Notice icon="question" title={t.errors.notFound} lead={t.errors.notFoundLead} actions={<Link to="/admin/monitoring" className={buttonClass("primary")}>{t.errors.home}</Link>} />
    </main>
  );
}
