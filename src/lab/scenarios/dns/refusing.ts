import type { RecursorConfig } from "../../servers/index.ts";

/** The same resolver, which refuses: unbound by an access list, named without recursion. */
export const refusing = (config: RecursorConfig = { kind: "unbound", hints: "" }): RecursorConfig => ({
  ...config,
  unbound: ["access-control: 0.0.0.0/1 refuse", "access-control: 128.0.0.0/1 refuse"],
  recursion: false,
});
