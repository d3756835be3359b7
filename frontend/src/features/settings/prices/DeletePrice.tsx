import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deletePrice } from "@/api/admin";
import type { Price, Project } from "@/api/types";
import { Confirm } from "@/features/scope/Confirm";
import { useAdminText } from "@/i18n/admin";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { isEver } from "./amount";
import { pricesOf } from "./queries";

export function DeletePrice({ project, price, onClose }: { project: Project; price: Price; onClose: () => void }) {
  const { f } = useI18n();
  const a = useAdminText();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deletePrice(project.id, price.model, price.effective_from),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: pricesOf(project.id) });
      announce(a.prices.removed(price.model));
      onClose();
    },
  });
  const when = isEver(price.effective_from) ? a.prices.ever : a.prices.from(f.moment(price.effective_from));
  return <Confirm title={a.prices.removeTitle(price.model)} lead={a.prices.removeLead(when)} act={a.prices.remove} danger pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate()} onClose={onClose} />;
}
