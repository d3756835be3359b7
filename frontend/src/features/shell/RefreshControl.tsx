import { useIsFetching } from "@tanstack/react-query";
import { useScope } from "@/features/scope/Scope";
import { REFRESH } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Menu, MenuChoices } from "@/ui/Menu";
import { cx } from "@/ui/cx";
import styles from "./AppShell.module.css";

export function RefreshControl() {
  const { t } = useI18n();
  const { refresh, live, fixed, setSearch } = useScope();
  const busy = useIsFetching({ predicate: (query) => query.queryKey[0] !== "session" }) > 0;

  return (
    <div className={styles["live"]} aria-busy={busy}>
      <IconButton icon="refresh" label={t.scope.refresh} onClick={refresh} />
      <Menu
        trigger={
          <Button look="quiet" className={cx(styles["wide"])} disabled={fixed} title={fixed ? t.scope.fixed : undefined} aria-label={`${t.scope.auto}: ${live === null ? t.scope.off : t.scope.every(live)}`}>
            <span className={styles["dot"]} data-on={live !== null} />
            <span>{live === null ? t.scope.paused : t.scope.live}</span>
            <Icon name="chevronDown" size={14} />
          </Button>
        }
      >
        <MenuChoices
          label={t.scope.auto}
          value={live === null ? "off" : String(live)}
          choices={REFRESH.map((value) => ({ value, label: value === "off" ? t.scope.off : t.scope.every(Number(value)) }))}
          onChange={(value) => setSearch({ refresh: REFRESH.find((known) => known === value) })}
        />
      </Menu>
    </div>
  );
}
