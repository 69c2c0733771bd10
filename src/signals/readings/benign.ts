import type { Reading } from "../signal.ts";

/** What happens on a good day too. */
export const normal: Reading = {
  proves: "That this step was taken.",
  doesNotProve: "A fault, nor health: look at what stands beside it.",
  boundaries: [],
  causes: [],
  strength: "normal",
  next: [],
};

/** Someone did it on purpose. */
export const operator: Reading = {
  proves: "An operator or a planned change did it.",
  doesNotProve: "A fault.",
  boundaries: ["proxy"],
  causes: ["shutdown-race"],
  strength: "normal",
  next: ["the record of changes at this time"],
};

/** A cover around another error. */
export const wrapper: Reading = {
  proves: "That an inner error exists.",
  doesNotProve: "What failed: only the innermost cause says so.",
  boundaries: [],
  causes: [],
  strength: "symptom",
  next: ["print the whole chain of causes (error.cause, Caused by:, errors[])"],
};

/** A length of time. */
export const duration: Reading = {
  proves: "Nothing: a length of time that many timers share.",
  doesNotProve: "That this timer fired; whoever logged it, and its configuration, say which one it was.",
  boundaries: [],
  causes: [],
  strength: "timer",
  next: ["search the configuration of every hop for this number"],
};

/** A token of a known form that no table holds. */
export const unknownToken: Reading = {
  proves: "Nothing that is known here.",
  doesNotProve: "Health: unknown is unknown.",
  boundaries: [],
  causes: [],
  strength: "unknown",
  next: ["the documentation of the product, of exactly this version"],
};
