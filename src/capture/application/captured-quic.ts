import type { Ms } from "../../base/index.ts";
import type { Endpoint, FrameMark } from "../../evidence/index.ts";

/** The beginning of one QUIC connection, as far as its first packets can be read by all. RFC 9000, RFC 9001, RFC 9369. */
export interface CapturedQuic {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly first: FrameMark;
  readonly last: FrameMark;
  /** As the client's first packet has it: `v1`, `v2`, or hex. */
  readonly version: string;
  /** Initial packets of the client, repetitions among them. */
  readonly initials: number;
  /** `null` where the ClientHello is not whole or could not be read. */
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  /** The ClientHello was read whole. */
  readonly helloIsWhole: boolean;
  readonly helloOctets: number;
  /** The first datagram of the server, of any kind, and the time from the client's first one. */
  readonly firstAnswer: FrameMark | null;
  readonly firstAnswerTook: Ms | null;
  /** Versions that the server offered in place. RFC 9000, section 6. */
  readonly negotiation: readonly string[] | null;
  readonly retried: boolean;
  /** The server sent packets of the handshake, or of the connection itself. */
  readonly answeredHandshake: boolean;
  /** Datagrams of each end. */
  readonly fromClient: number;
  readonly fromServer: number;
  /** CONNECTION_CLOSE in a packet that can be read; its code, of TLS alerts 0x100 + number. RFC 9000, section 20. */
  readonly closed: {
    readonly mark: FrameMark;
    readonly by: "client" | "server";
    readonly code: number;
  } | null;
  /** The ICMP error that quotes it. */
  readonly icmpError: {
    readonly mark: FrameMark;
    readonly from: string;
    readonly type: number;
    readonly code: number;
  } | null;
}
