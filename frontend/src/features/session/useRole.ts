import { useQuery } from "@tanstack/react-query";
import type { Role } from "@/api/types";
import { sessionQuery } from "./session";

/** The role of who is signed in; undefined until it is known. What a role may not do is not offered. */
export function useRole(): Role | undefined {
  return useQuery(sessionQuery).data?.user.role;
}
