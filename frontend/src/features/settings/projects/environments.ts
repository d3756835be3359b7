import type { Environment } from "@/api/types";

export const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development", "community"];
