import { queryOptions } from "@tanstack/react-query";
import { listPrograms } from "@/api/programs";
import type { Program } from "@/api/types";

/** How the programs are. Asked anew while a page about one of them is open. */
export const programsQuery = queryOptions({ queryKey: ["programs"], queryFn: ({ signal }) => listPrograms(signal), staleTime: 10_000 });
export const EVERY_MS = 15_000;

/** Whether a place of the navigation leads somewhere for this user. */
export function isShown(program: Program | undefined): boolean {
  return program?.configured === true && program.allowed;
}
