import type { Ms } from "../../base/index.ts";
import type { CertificateSeen, Endpoint, FrameMark, Side } from "../../evidence/index.ts";

/** One alert as it was seen. */
export interface CapturedAlert {
  readonly mark: FrameMark;
  readonly from: Side;
  /** `null` where it is encrypted: then only its type can be seen, and often it is close_notify. */
  readonly level: "warning" | "fatal" | null;
  readonly number: number | null;
  readonly name: string | null;
  /** How far the handshake had come. */
  readonly stage: CapturedTls["stage"];
}

/** The handshake of one connection, as far as it can be seen from outside. RFC 8446, RFC 5246. */
export interface CapturedTls {
  readonly stream: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** What was spoken on the connection before it; `null` for nothing. `other`: STARTTLS of any protocol, or what began before the capture. */
  readonly after: "connect" | "postgresql" | "mysql" | "other" | null;
  /** The first octets of both directions are in the capture. */
  readonly isWholeFromStart: boolean;
  /** Packets of both ends are in the capture: else that no answer is there says nothing. */
  readonly bothEndsSeen: boolean;
  /** `null` where the capture begins after it. */
  readonly clientHello: {
    readonly first: FrameMark;
    readonly last: FrameMark;
    /** Octets of its records, their headers included; as long as it is not whole, those that came. */
    readonly octets: number;
    /** Segments that brought it, each new octet counted once. */
    readonly segments: number;
    /** All of it came, and could be read. */
    readonly isWhole: boolean;
    readonly serverName: string | null;
    readonly alpn: readonly string[];
    /** As OpenSSL spells them, the values of GREASE left out. RFC 8701. */
    readonly versions: readonly string[];
  } | null;
  /** What the server chose; `null` where it was not seen. */
  readonly serverHello: {
    readonly mark: FrameMark;
    readonly version: string;
    /** As IANA numbers it: `0x1301`. */
    readonly cipher: string;
    readonly group: string | null;
    /** `null` where none was chosen, and always in TLS 1.3, where it is encrypted. */
    readonly alpn: string | null;
  } | null;
  /** The server asked for another key share first. RFC 8446, section 4.1.4. */
  readonly retryRequested: boolean;
  /** The server's certificates, of TLS 1.2 and before: later they are encrypted. */
  readonly certificate: {
    readonly mark: FrameMark;
    /** Octets of the message. */
    readonly octets: number;
    /** Leaf first, at most 10. */
    readonly chain: readonly CertificateSeen[];
  } | null;
  /** Octets that the server sent until the client's next ones: its first flight. */
  readonly serverFlightOctets: number;
  /** The server asked for a client's certificate; `null` where that is encrypted or was not reached. */
  readonly clientCertificateAsked: boolean | null;
  readonly clientAuthorities: readonly string[];
  /**
   * How far it came. `finished`: TLS 1.2, both ends changed to ciphers; TLS 1.3, the client sent a second flight of encrypted
   * records. `nothing-sent` where no ClientHello was seen.
   */
  readonly stage:
    | "nothing-sent"
    | "client-hello-sent"
    | "server-hello-received"
    | "certificate-received"
    | "finished";
  /** When it reached `finished`. */
  readonly finished: FrameMark | null;
  /** The first octet of the server after the ClientHello, and the time between the last octet of the one and it. */
  readonly firstAnswer: FrameMark | null;
  readonly firstAnswerTook: Ms | null;
  /** The longest time in which, before `finished`, no new octet of the handshake came; and from which end the next one came. */
  readonly longestWait: { readonly from: FrameMark; readonly took: Ms; readonly endedBy: Side | null } | null;
  /** At most 8. */
  readonly alerts: readonly CapturedAlert[];
  /** What the server sent where it was no TLS: the protocol's name, or `unknown`; `null` where it was TLS or nothing. */
  readonly strangeAnswer: string | null;
  /** Records seen of each end, and those with application data: in TLS 1.3 also what is encrypted of the handshake. */
  readonly clientRecords: number;
  readonly serverRecords: number;
  readonly serverDataRecords: number;
  /** Which end first sent FIN or RST, and when; `null` where none did. */
  readonly end: { readonly by: Side; readonly how: "fin" | "reset"; readonly mark: FrameMark } | null;
  /** The last new octets of either end. */
  readonly last: FrameMark;
  /** From where on records could not be told apart: octets are missing in the capture. */
  readonly unknownFrom: FrameMark | null;
}
