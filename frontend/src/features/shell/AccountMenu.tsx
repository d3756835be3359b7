import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useScope } from "@/features/scope/Scope";
import { scopeOf } from "@/features/scope/search";
import { sessionQuery } from "@/features/session/session";
import { useI18n } from "@/i18n/I18n";
import type { Language } from "@/i18n/language";
import { Button, IconButton } from "@/ui/Button";
import { Icon, type IconName } from "@/ui/Icon";
import { Menu, MenuChoices, MenuItem, MenuSeparator } from "@/ui/Menu";
import { PHONE, useMedia } from "@/ui/media";
import { chooseTheme, useTheme, type ThemeChoice } from "@/ui/theme";
import styles from "./AppShell.module.css";

const LANGUAGES: readonly { value: Language; label: string }[] = [{ value: "ko", label: "한국어" }, { value: "en", label: "English" }];
const THEME_ICON: Record<ThemeChoice, IconName> = { system: "screen", light: "sun", dark: "moon" };

function LanguageChoices({ label }: { label?: string }) {
  const { language, setLanguage } = useI18n();
  return <MenuChoices {...(label === undefined ? {} : { label })} value={language} choices={LANGUAGES} onChange={setLanguage} />;
}

function ThemeChoices({ label }: { label?: string }) {
  const { t } = useI18n();
  const theme = useTheme();
  const choices = [
    { value: "system", label: t.account.themeSystem },
    { value: "light", label: t.account.themeLight },
    { value: "dark", label: t.account.themeDark },
  ] as const;
  return <MenuChoices<ThemeChoice> {...(label === undefined ? {} : { label })} value={theme} choices={choices} onChange={chooseTheme} />;
}

export function AccountMenu({ onHelp, onLeave }: { onHelp: () => void; onLeave: () => void }) {
  const { t } = useI18n();
  const theme = useTheme();
  const phone = useMedia(PHONE);
  const navigate = useNavigate();
  const { search } = useScope();
  const user = useQuery(sessionQuery).data?.user;
  const name = user === undefined ? "" : user.name === "" ? user.email : user.name;

  return (
    <>
      {!phone && (
        <>
          <Menu trigger={<IconButton icon="globe" label={t.account.language} />}><LanguageChoices /></Menu>
          <Menu trigger={<IconButton icon={THEME_ICON[theme]} label={t.account.theme} />}><ThemeChoices /></Menu>
        </>
      )}
      <Menu
        trigger={
          <Button look="quiet" aria-label={t.account.menu} title={user?.email} style={{ padding: "0 0.25rem" }}>
            <span className={styles["initial"]}>{name.slice(0, 1)}</span>
          </Button>
        }
      >
        <div className={styles["who"]}>
          <strong>{name}</strong>
          <span>{name === user?.email ? t.account.role[user.role] : user?.email}</span>
        </div>
        <MenuSeparator />
        <MenuItem onSelect={() => void navigate({ to: "/admin/account", search: scopeOf(search) })}><Icon name="user" />{t.account.own}</MenuItem>
        <MenuItem onSelect={() => void navigate({ to: "/admin/settings", search: scopeOf(search) })}><Icon name="settings" />{t.nav.settings}</MenuItem>
        <MenuSeparator />
        {phone && <><LanguageChoices label={t.account.language} /><MenuSeparator /><ThemeChoices label={t.account.theme} /><MenuSeparator /></>}
        {!phone && <MenuItem onSelect={onHelp} trailing="?"><Icon name="keyboard" />{t.account.shortcuts}</MenuItem>}
        <MenuItem onSelect={onLeave}><Icon name="signOut" />{t.account.signOut}</MenuItem>
      </Menu>
    </>
  );
}
