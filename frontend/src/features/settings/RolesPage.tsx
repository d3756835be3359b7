import { useEffect } from "react";
import type { Role } from "@/api/types";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { DataTable, type Column } from "@/ui/DataTable";
import { Icon } from "@/ui/Icon";
import { Page, Panel, Quiet } from "@/ui/Page";
import styles from "./Settings.module.css";

const ORDER: readonly Role[] = ["viewer", "operator", "admin"];

/** What a role is needed for, as the portal checks it. Each role may do what those before it may. */
const NEEDS = {
  read: "viewer", export: "viewer", views: "viewer", prices: "viewer", tokens: "viewer", share: "operator", letters: "operator",
  setPrices: "admin", keys: "admin", policies: "admin", discard: "admin", projects: "admin", users: "admin", audit: "admin",
} as const satisfies Record<string, Role>;
type Ability = keyof typeof NEEDS;
const ABILITIES = Object.keys(NEEDS) as Ability[];

export function RolesPage() {
  const { t } = useI18n();
  const a = useAdminText();

  useEffect(() => {
    document.title = `${a.roles.title} · ${t.product}`;
  }, [a, t]);

  const columns: Column<Ability>[] = [
    { id: "what", header: a.roles.what, width: "minmax(10rem, 1fr)", phone: "title", cell: (ability) => a.roles.abilities[ability] },
    ...ORDER.map((role) => ({
      id: role,
      header: a.roles.names[role],
      width: "8.5rem",
      cell: (ability: Ability) => {
        const may = ORDER.indexOf(role) >= ORDER.indexOf(NEEDS[ability]);
        return <span className={may ? styles["may"] : styles["mayNot"]}><Icon name={may ? "check" : "minus"} /><span>{may ? a.roles.yes : a.roles.no}</span></span>;
      },
    })),
  ];
  return (
    <Page title={a.roles.title} lead={a.roles.lead}>
      <div className={styles["roles"]}>
        {ORDER.map((role) => <div key={role}><h2>{a.roles.names[role]}</h2><p>{a.roles.notes[role]}</p></div>)}
      </div>
      <Panel>
        <DataTable label={a.roles.title} columns={columns} rows={ABILITIES} rowKey={(ability) => ability} />
        <Quiet>{a.roles.reach}</Quiet>
      </Panel>
    </Page>
  );
}
