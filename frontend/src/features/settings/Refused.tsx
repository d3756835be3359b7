import { Link } from "@tanstack/react-router";
import type { Role } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { buttonClass } from "@/ui/Button";
import { Notice } from "@/ui/Feedback";
import { Page, Panel } from "@/ui/Page";

/** A page that this role may not open: what it needs, what one has, and where to go. */
export function Refused({ needs, has, name }: { needs: Role; has: Role; name: string }) {
  const { t } = useI18n();
  const a = useAdminText();
  const { search } = useScope();
  return (
    <Page title={name}>
      <Panel>
        <Notice
          icon="guard" title={a.settings.refused} lead={a.settings.refusedLead(a.roles.names[needs], a.roles.names[has])}
          actions={<><Link to="/admin/settings/roles" search={scopeOf(search)} className={buttonClass("primary")}>{a.settings.seeRoles}</Link><Link to="/admin/monitoring" search={scopeOf(search)} className={buttonClass()}>{t.errors.home}</Link></>}
        />
      </Panel>
    </Page>
  );
}
