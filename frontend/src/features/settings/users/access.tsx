import type { Role } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { useAdminText } from "@/i18n/admin";
import { CheckList, ChoiceCards } from "@/ui/Field";

export const ROLES: readonly Role[] = ["viewer", "operator", "admin"];
export type Reach = "all" | "some";

interface Props {
  reach: Reach;
  projectIds: readonly string[];
  onReach: (reach: Reach) => void;
  onProjects: (ids: string[]) => void;
  error: string | undefined;
}

/** Which projects an account sees. Projects it has and we cannot name are kept. */
export function ReachFields({ reach, projectIds, onReach, onProjects, error }: Props) {
  const a = useAdminText();
  const { projects } = useScope();
  const known = (projects ?? []).map((project) => ({ value: project.id, label: project.name, note: project.environment }));
  const unknown = projectIds.filter((id) => !known.some((project) => project.value === id)).map((id) => ({ value: id, label: id, note: a.users.unknownProject }));
  return (
    <>
      <ChoiceCards
        legend={a.users.projects}
        name="reach"
        value={reach}
        onChange={onReach}
        options={[{ value: "all", label: a.users.reachAll, note: a.users.reachAllNote }, { value: "some", label: a.users.reachSome, note: a.users.reachSomeNote }]}
      />
      {reach === "some" && <CheckList legend={a.users.whichProjects} values={projectIds} options={[...known, ...unknown]} onChange={onProjects} error={error} />}
    </>
  );
}

export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const a = useAdminText();
  return <ChoiceCards legend={a.users.role} name="role" value={value} onChange={onChange} options={ROLES.map((role) => ({ value: role, label: a.roles.names[role], note: a.roles.notes[role] }))} />;
}
