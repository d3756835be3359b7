import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "@/api/endpoints";
import { tellSignedOut } from "@/features/session/session";

/** Ends the session, here in any case: whoever leaves must not be kept by a portal that does not answer. */
export function useSignOut(): () => void {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      await navigate({ to: "/login", search: { reason: "signed-out" } });
      queryClient.clear();
      tellSignedOut();
    },
  });
  return () => mutate();
}
