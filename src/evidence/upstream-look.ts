import type { Ms } from "../base/index.ts";

/** What one server of a proxy's upstream does for a client that stands where the proxy stands. */
export interface UpstreamLook {
  /** The upstream's name in the proxy's configuration, and the server's host as written there. */
  readonly upstream: string;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly isBackup: boolean;
  /** How TCP's handshake ended. `other`: in a way that says nothing of the server. */
  readonly connect: "connected" | "refused" | "timed-out" | "unreachable" | "reset" | "other";
  readonly connectTook: Ms;
  /** `null` where the upstream is spoken to without TLS, or was not reached. */
  readonly tls: {
    readonly outcome: "completed" | "failed";
    /** Why it failed, in one phrase; `null` where it did not. */
    readonly why: string | null;
    /** It failed by whom this client trusts alone, or for want of a certificate to show: the proxy may have both. Else left out. */
    readonly isOfThisClient?: true;
    readonly version: string | null;
    /** SHA-256 of the certificate; `null` where none came. */
    readonly certificate: string | null;
  } | null;
  /** The request sent straight to it; `null` where it was not sent. */
  readonly exchange: {
    readonly outcome: "answered" | "no-answer" | "closed" | "reset" | "not-http" | "truncated";
    readonly status: number | null;
    readonly firstByte: Ms | null;
    /** `Server` and version-like fields, and SHA-256 of the body: what tells one release from another. */
    readonly software: string | null;
    readonly bodySha256: string | null;
    /** How long an answer was waited for. */
    readonly waited: Ms;
  } | null;
  /** A kept connection left idle: when the server closed it, and how long it was watched; `null` where it was not. */
  readonly idle: { readonly closedAfter: Ms | null; readonly watched: Ms } | null;
}
