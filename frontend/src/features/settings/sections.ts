import type { Role } from "@/api/types";
import type { IconName } from "@/ui/Icon";

/** The pages of the settings, and the role each is for. The server decides; this only keeps people from doors that are closed. */
export const SECTIONS = [
  { id: "users", group: "people", to: "/admin/settings/users", icon: "users", needs: "admin" },
  { id: "roles", group: "people", to: "/admin/settings/roles", icon: "guard", needs: "viewer" },
  { id: "tokens", group: "people", to: "/admin/settings/tokens", icon: "terminal", needs: "viewer" },
  { id: "projects", group: "data", to: "/admin/settings/projects", icon: "folder", needs: "admin" },
  { id: "keys", group: "data", to: "/admin/settings/keys", icon: "key", needs: "admin" },
  { id: "prices", group: "data", to: "/admin/settings/prices", icon: "coin", needs: "viewer" },
  { id: "policies", group: "data", to: "/admin/settings/policies", icon: "clock", needs: "operator" },
  { id: "letters", group: "data", to: "/admin/settings/dead-letters", icon: "inbox", needs: "operator" },
  { id: "audit", group: "record", to: "/admin/settings/audit", icon: "log", needs: "admin" },
] as const satisfies readonly { id: string; group: string; to: string; icon: IconName; needs: Role }[];

export type Section = (typeof SECTIONS)[number];
export const GROUPS = ["people", "data", "record"] as const;
