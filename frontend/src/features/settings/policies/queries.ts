export const policyOf = (project: string) => ["policy", project] as const;
