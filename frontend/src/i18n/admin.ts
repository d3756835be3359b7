import { useI18n } from "./I18n";
import { data as dataEn } from "./admin/data.en";
import { data as dataKo } from "./admin/data.ko";
import { policy as policyEn } from "./admin/policy.en";
import { policy as policyKo } from "./admin/policy.ko";
import { people as peopleEn } from "./admin/people.en";
import { people as peopleKo } from "./admin/people.ko";

/**
 * The words of settings, account and status. Apart from the dictionary of the monitoring pages, so that these pay nothing for
 * them; both languages travel with these pages, which are rarely the first that is opened.
 */
const EN = { ...peopleEn, ...dataEn, policy: policyEn };
export type AdminText = typeof EN;
const KO: AdminText = { ...peopleKo, ...dataKo, policy: policyKo };

export function useAdminText(): AdminText {
  return useI18n().language === "ko" ? KO : EN;
}
