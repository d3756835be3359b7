export const keysOf = (project: string) => ["keys", project] as const;
