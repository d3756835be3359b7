/** The same list that the project picker shows. */
export const PROJECTS = ["projects"] as const;
