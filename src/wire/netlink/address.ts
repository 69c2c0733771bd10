import { addressText } from "../ip-address.ts";

/** The address in an attribute; `null` where it is absent or has another size. */
export const addressOf = (value: Uint8Array | undefined): string | null =>
  value === undefined ? null : addressText(value);
