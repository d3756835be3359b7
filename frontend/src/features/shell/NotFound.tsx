import { Link } from "@tanstack/react-router";
import { useI18n } from "@/i18n/I18n";
import { buttonClass } from "@/ui/Button";
import { Notice } from "@/ui/Feedback";

/** An address without a page, inside the shell. */
export function NoSuchPage() {
  const { t } = useI18n();
  return <Notice level={1} icon="question" title={t.errors.notFound} lead={t.errors.notFoundLead} actions={<Link to="/admin/monitoring" className={buttonClass("primary")}>{t.errors.home}</Link>} />;
}

/** The same on a page of its own. */
export function NotFound() {
  return <main style={{ minHeight: "100dvh", display: "grid", placeItems: "center" }}><NoSuchPage /></main>;
}
