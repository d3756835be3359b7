export interface Place {
  /** What the top bar says where no project is chosen. */
  name: "monitoring" | "settings" | "account" | "status" | "chat" | "programs" | "langfuse";
  /** Whether what is shown belongs to one project, and to a range of time. */
  project: boolean;
  time: boolean;
}

const OF_A_PROJECT = /^\/admin\/settings\/(?:keys|prices|policies|dead-letters)\b/;

export function placeOf(pathname: string): Place {
  if (pathname.startsWith("/admin/settings")) return { name: "settings", project: OF_A_PROJECT.test(pathname), time: false };
  if (pathname.startsWith("/admin/account")) return { name: "account", project: false, time: false };
  if (pathname.startsWith("/chat")) return { name: "chat", project: false, time: false };
  if (pathname.startsWith("/admin/status")) return { name: "status", project: false, time: false };
  if (pathname.startsWith("/admin/programs")) return { name: "programs", project: false, time: false };
  if (pathname.startsWith("/admin/langfuse")) return { name: "langfuse", project: false, time: false };
  return { name: "monitoring", project: true, time: true };
}
