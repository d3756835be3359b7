import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { flushSync } from "react-dom";
import { signOut } from "@/api/endpoints";
import { tellSignedOut } from "@/features/session/session";

interface SignOut { leave: () => void; leaving: boolean }

/**
 * Ends the session, here in any case: whoever leaves must not be kept by a portal that does not answer.
 * While `leaving` is true nothing may be shown that asks the portal: an answer that comes after the session's end is a refusal.
 */
export function useSignOut(): SignOut {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [leaving, setLeaving] = useState(false);

  const { mutate } = useMutation({
    mutationFn: async () => {
      await queryClient.cancelQueries();
      return signOut();
    },
    onSettled: async () => {
      await navigate({ to: "/login", search: { reason: "signed-out" } });
      queryClient.clear();
      tellSignedOut();
    },
  });
  const leave = () => {
    flushSync(() => setLeaving(true));
    mutate();
  };
  return { leave, leaving };
}
