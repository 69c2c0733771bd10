import type { LoggedReason } from "../../evidence/index.ts";

/**
 * What haproxy's termination state says of why a request failed. HAProxy configuration manual, section 8.5.
 *
 * `SC` has no reason here: a refused connection, an unreachable host and a TLS handshake that failed are all logged so. The
 * second letter alone says in which phase the session ended.
 */
const reasons: Readonly<Record<string, LoggedReason>> = {
  sC: "upstream-timed-out",
  sH: "upstream-timed-out",
  sD: "upstream-timed-out",
  SH: "upstream-closed",
  SD: "upstream-reset",
  sQ: "queue-timed-out",
  PH: "upstream-answer-invalid",
  PD: "upstream-answer-invalid",
  PC: "out-of-resources",
  RC: "out-of-resources",
  RQ: "out-of-resources",
  RH: "out-of-resources",
  RD: "out-of-resources",
  cR: "client-timed-out",
  cH: "client-timed-out",
  cD: "client-timed-out",
  CR: "client-left",
  CQ: "client-left",
  CC: "client-left",
  CH: "client-left",
  CD: "client-left",
  CL: "client-left",
};

/** What of a line says why a session ended. */
export interface StateAsked {
  readonly state: string;
  readonly status: number | null;
  /** `backend/server` as it is logged; `null` where it is not. */
  readonly server: string | null;
  readonly frontend: string | null;
}

/** The reason by the state, the status and the server that was chosen; `null` where they leave it open. */
export function reasonOfState({ state, status, server, frontend }: StateAsked): LoggedReason | null {
  const ends = state.slice(0, 2);
  if (ends === "SC" && server?.endsWith("/<NOSRV>") === true) {
    // Where no backend was chosen its frontend stands in its place; a `listen` section is both.
    const isFrontend = server === `${frontend?.replace(/~$/, "")}/<NOSRV>`;
    return isFrontend ? null : "upstream-none-healthy";
  }
  if (ends === "PR" && status === 429) return "limit-met";
  return reasons[ends] ?? null;
}
