import { useScope } from "@/features/scope/Scope";
import { NO_VALUE } from "@/i18n/format";
import { useI18n } from "@/i18n/I18n";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Menu, MenuChoices } from "@/ui/Menu";
import styles from "./AppShell.module.css";

export function ProjectPicker() {
  const { t } = useI18n();
  const { projects, projectsError, project, setSearch } = useScope();
  const name = project?.name ?? (projects !== undefined ? t.scope.noProject : projectsError === null ? "…" : NO_VALUE);

  return (
    <Menu
      align="start"
      trigger={
        <Button look="quiet" className={styles["picker"]} aria-label={`${t.scope.project}: ${name}`}>
          <span>{name}</span>
          <Icon name="chevronDown" size={14} />
        </Button>
      }
    >
      <MenuChoices
        label={t.scope.project}
        value={project?.id ?? ""}
        choices={(projects ?? []).map((candidate) => ({ value: candidate.id, label: candidate.name, note: candidate.environment }))}
        onChange={(id) => setSearch({ project: id, span: undefined, model: undefined })}
      />
    </Menu>
  );
}
