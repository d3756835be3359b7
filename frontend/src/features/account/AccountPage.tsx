import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { sessionQuery } from "@/features/session/session";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { Page, Panel } from "@/ui/Page";
import { Tag } from "@/ui/Tag";
import styles from "./Account.module.css";
import { PasswordPanel } from "./PasswordPanel";
import { PreferencesPanel } from "./PreferencesPanel";
import { SessionsPanel } from "./SessionsPanel";
import { TokensPanel } from "./TokensPanel";

export function AccountPage() {
  const { t } = useI18n();
  const a = useAdminText();

  useEffect(() => {
    document.title = `${a.account.title} · ${t.product}`;
  }, [a, t]);

  return (
    <Page title={a.account.title} lead={a.account.lead} narrow>
      <ProfilePanel />
      <PreferencesPanel />
      <PasswordPanel />
      <SessionsPanel />
      <TokensPanel />
    </Page>
  );
}

function ProfilePanel() {
  const { f } = useI18n();
  const a = useAdminText();
  const me = useQuery(sessionQuery).data;
  return (
    <Panel title={a.account.profile} lead={a.account.profileLead} padded>
      <dl className={styles["facts"]}>
        <div><dt>{a.users.name}</dt><dd>{me?.user.name ?? "…"}</dd></div>
        <div><dt>{a.users.email}</dt><dd>{me?.user.email ?? "…"}</dd></div>
        <div><dt>{a.users.role}</dt><dd>{me !== undefined && <Tag tone="accent">{a.roles.names[me.user.role]}</Tag>}<small>{me !== undefined && a.roles.notes[me.user.role]}</small></dd></div>
        <div><dt>{a.account.until}</dt><dd className="num">{me !== undefined && f.moment(me.session.expires_at)}<small>{a.account.untilNote}</small></dd></div>
      </dl>
    </Panel>
  );
}
