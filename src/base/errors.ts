/**
 * Stable codes of the errors this product throws. A code, once released, never changes meaning.
 *
 * These are faults of the user or of this program. A fault of the *network* is never an error:
 * it is the outcome of an evidence record.
 */
export type ErrorCode =
  | "BAD_TARGET"
  | "BAD_OPTION"
  | "BAD_FILE"
  | "BAD_CONFIG"
  | "BAD_BUNDLE"
  | "CANNOT_SAVE"
  | "NOT_YET"
  | "NEEDS_ROOT"
  | "LAB_FAILED";

/**
 * An error that the user can act on. The CLI prints its message alone; any other error prints its stack.
 *
 * The message is two lines: what is wrong, and what to do.
 */
export class FaultlineError extends Error {
  override readonly name = "FaultlineError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
