import type { Role } from "@/api/types";

const ORDER: readonly Role[] = ["viewer", "operator", "admin"];

/** Whether a role may do what `needs` may. The server decides; this only keeps people from doors that are closed. */
export function may(role: Role, needs: Role): boolean {
  return ORDER.indexOf(role) >= ORDER.indexOf(needs);
}
