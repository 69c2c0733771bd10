import type { EpochMs, Ms } from "../../base/index.ts";
import type { CapturedFlow, CaptureQuality, Evidence, Recorder, TtlSeen } from "../../evidence/index.ts";
import type { CapturedApplications } from "../application/index.ts";
import type { LookUpBefore } from "./joined-look-ups.ts";
import type { LookUp } from "./look-ups.ts";
import type { Upstreams } from "./upstreams.ts";

/** What was made of a capture, as plain facts. */
export interface CaptureFacts {
  readonly flows: readonly CapturedFlow[];
  readonly quality: CaptureQuality;
  /** What the connections carried; `null` where that was not read. */
  readonly applications: CapturedApplications | null;
  /** When the first frame was captured. */
  readonly startedAt: EpochMs;
  /** Name of the point of capture. */
  readonly vantage: string;
}

/** What a capture shows of one server and the name that it was asked for, as records that a check would have made. */
export interface Incident {
  /** `https://shop.example:443`, `tcp://192.0.2.10:5432`, `dns://shop.example`. */
  readonly target: string;
  readonly evidence: readonly Evidence[];
  /** The connections that it is made of, as Wireshark counts them. At most 1,000, those that are in the evidence first. */
  readonly streams: readonly number[];
}

/** Where the records of one incident are taken down, and what they are made from. */
export interface Taking {
  readonly recorder: Recorder;
  readonly facts: CaptureFacts;
  /** Times to live of a server's packets, in all connections of the capture. */
  readonly ttlsOf: (address: string) => readonly TtlSeen[];
  /** The capture's own time as the wall clock's. */
  readonly wall: (at: Ms) => EpochMs;
  /** Streams whose client has gone in the midst of them: how they would have ended nobody knows. */
  readonly gone: ReadonlySet<number>;
  /** Streams whose login a database refused, or whose client left for want of TLS, and that tell of it. */
  readonly refusedLogins: ReadonlySet<number>;
  /** What a gateway met behind itself. */
  readonly upstreamOf: Upstreams;
  /** The look-up that a connection waited for. */
  readonly lookUpBefore: LookUpBefore;
  /** Questions of the look-ups that were taken down with the connection that waited for them. */
  readonly told: Set<LookUp["questions"]>;
  /** When the capture ends, since its first frame. */
  readonly endsAt: Ms;
}
