import { useEffect } from "react";
import { TokensPanel } from "@/features/account/TokensPanel";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Page } from "@/ui/Page";

/** The same tokens as under Your account: who looks for them here finds them. */
export default function TokensRoute() {
  const { t } = useI18n();
  const a = useAdminText();

  useEffect(() => {
    document.title = `${a.tokens.title} · ${t.product}`;
  }, [a, t]);

  return <Page title={a.tokens.title} lead={a.tokens.pageLead}><TokensPanel titled={false} /></Page>;
}
