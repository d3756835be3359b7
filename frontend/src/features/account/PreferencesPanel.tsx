import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import type { Language } from "@/i18n/language";
import type { Times } from "@/i18n/times";
import { browserZone } from "@/i18n/zone";
import { SelectField } from "@/ui/Field";
import { Panel } from "@/ui/Page";
import { chooseTheme, useTheme, type ThemeChoice } from "@/ui/theme";
import { useNow } from "@/ui/useNow";
import styles from "./Account.module.css";

const LANGUAGES: readonly { value: Language; label: string }[] = [{ value: "ko", label: "한국어" }, { value: "en", label: "English" }];

const ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");

/** How the screen looks to this browser; nothing of it is stored on the server. */
export function PreferencesPanel() {
  const { t, f, language, setLanguage, chosenZone, setZone, times, setTimes } = useI18n();
  const a = useAdminText();
  const theme = useTheme();
  const now = useNow(10_000);
  const themes: readonly { value: ThemeChoice; label: string }[] = [
    { value: "system", label: t.account.themeSystem }, { value: "light", label: t.account.themeLight }, { value: "dark", label: t.account.themeDark },
  ];
  const zones = [{ value: "", label: a.account.zoneBrowser(browserZone()) }, { value: "UTC", label: "UTC" }, ...ZONES.filter((zone) => zone !== "UTC").map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))];
  return (
    <Panel title={a.account.preferences} lead={a.account.preferencesLead} padded>
      <div className={styles["preferences"]}>
        <SelectField label={t.account.language} value={language} options={LANGUAGES} onChange={setLanguage} />
        <SelectField label={t.account.theme} value={theme} options={themes} onChange={chooseTheme} />
        <SelectField label={a.account.zone} value={chosenZone} options={zones} onChange={setZone} hint={a.account.zoneNow(f.moment(now))} />
        <SelectField<Times> label={a.account.times} value={times} options={[{ value: "relative", label: a.account.timesRelative }, { value: "absolute", label: a.account.timesAbsolute }]} onChange={setTimes} />
      </div>
    </Panel>
  );
}
