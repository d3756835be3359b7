export const TOKENS = ["tokens"] as const;
export const OWN_SESSIONS = ["own-sessions"] as const;
