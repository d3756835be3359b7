/** What a reader likes, kept in this browser under their account: another account on the same browser has its own. */
export function readStored(name: string, owner: string): string | null {
  try {
    return localStorage.getItem(`portal.${name}.${owner}`);
  } catch {
    return null;
  }
}

export function writeStored(name: string, owner: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`portal.${name}.${owner}`);
    else localStorage.setItem(`portal.${name}.${owner}`, value);
  } catch {
    // Forbidden or full storage: it lasts until the page is closed.
  }
}
