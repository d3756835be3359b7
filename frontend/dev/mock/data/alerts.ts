import type { Alert } from "../../../src/api/types.ts";

/** An alert that fires, with what a test wants to be different. */
export const alertOf = (name: string, more: Partial<Alert> = {}): Alert => ({
  fingerprint: "3d1f0c7be1a2f9d4", name, severity: "warning", state: "firing", since: "2026-01-31T09:00:00.000000Z", summary: `${name} fires`, description: "", labels: { model: "llama" }, value: 0.12,
  silenced_by: [], inhibited_by: [], notified: [], acknowledged: null, has_runbook: true, traces: null, ...more,
});
