import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteUser, endUserSessions, updateUser } from "@/api/admin";
import type { Account } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { USERS } from "./queries";

interface Props { user: Account; onClose: () => void }

/** An act on an account that only needs a yes: done on the server first, then said, then the list is read again. */
function useAct(act: () => Promise<unknown>, done: string, onClose: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: USERS });
      announce(done);
      onClose();
    },
  });
}

export function ToggleUser({ user, onClose }: Props) {
  const a = useAdminText();
  const act = useAct(() => updateUser(user.id, { disabled: !user.disabled }), user.disabled ? a.users.enabledDone(user.email) : a.users.disabledDone(user.email), onClose);
  return (
    <Confirm
      title={user.disabled ? a.users.enableTitle(user.email) : a.users.disableTitle(user.email)} lead={user.disabled ? a.users.enableLead : a.users.disableLead}
      act={user.disabled ? a.users.enable : a.users.disable} danger={!user.disabled} pending={act.isPending} error={act.error} known={{ last_admin: a.users.lastAdmin }} onConfirm={() => act.mutate()} onClose={onClose}
    />
  );
}

export function EndSessions({ user, onClose }: Props) {
  const a = useAdminText();
  const act = useAct(() => endUserSessions(user.id), a.users.endedDone(user.email), onClose);
  return <Confirm title={a.users.endTitle(user.email)} lead={a.users.endLead} act={a.users.endSessions} pending={act.isPending} error={act.error} onConfirm={() => act.mutate()} onClose={onClose} />;
}

export function DeleteUser({ user, onClose }: Props) {
  const a = useAdminText();
  const act = useAct(() => deleteUser(user.id), a.users.removedDone(user.email), onClose);
  return (
    <Confirm
      title={a.users.removeTitle(user.email)} lead={a.users.removeLead} act={a.users.remove} danger typed={{ label: a.form.typeToConfirm(user.email), text: user.email }}
      pending={act.isPending} error={act.error} known={{ last_admin: a.users.lastAdmin }} onConfirm={() => act.mutate()} onClose={onClose}
    />
  );
}
