const s = (count: number) => (count === 1 ? "" : "s");

/** Words of forms and lists, on all pages. */
export const form = {
  cancel: "Cancel",
  close: "Close",
  save: "Save",
  done: "Done",
  working: "Working…",
  retry: "Try again",
  required: "Fill this in.",
  email: "Enter an email address, such as kim@example.com.",
  tooShort: (least: number) => `Use at least ${String(least)} characters.`,
  checkFields: "Some fields need your attention: see the notes beside them.",
  agentopsAway: "The AgentOps server does not answer, so nothing was changed. Check it on the status page and try again.",
  agentopsLate: "The AgentOps server gave no proper answer in time, so it is not certain whether this was done. Reload the page to see before you try again.",
  portalAway: "The portal does not answer, so it is not certain that this was done. Reload the page to see.",
  throttled: (seconds: number) => `Too many attempts. Try again in ${String(seconds)} s.`,
  gone: "This no longer exists: somebody else removed it. Reload the page.",
  stale: (time: string) => `Could not refresh. This list is from ${time}.`,
  actions: "Actions",
  actionsFor: (name: string) => `Actions for ${name}`,
  typeToConfirm: (text: string) => `Type ${text} to confirm`,
  days: (count: number) => `${String(count)} day${s(count)}`,
  copyNow: "Copy it now: it is not shown again",
  stored: "I have stored it",
  optional: "optional",
};

export type FormText = typeof form;
