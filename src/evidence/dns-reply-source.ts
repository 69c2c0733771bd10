import type { Ms } from "../base/index.ts";

/**
 * One question that was sent from a socket that hears everybody, where the usual one hears the server alone: whether an
 * answer came, and from whom. RFC 5452, section 9.1; udp(7), connect.
 */
export interface DnsReplySource {
  /** Numeric address that was asked. */
  readonly server: string;
  readonly port: number;
  readonly name: string;
  readonly type: string;
  /** Queries sent, each with an id of its own. */
  readonly sent: number;
  /** Answers with the id and the question of a query, by whom they came from. */
  readonly fromServer: number;
  readonly fromOtherAddress: number;
  /** From the server's address and another port. */
  readonly fromOtherPort: number;
  /** The first address and port that such an answer came from and that was not asked, as text; `null` when none was. */
  readonly strangeSource: string | null;
  /** The kernel's word where sending failed, as in errno(3); `null` when it did not. */
  readonly errno: string | null;
  /** How long each answer was waited for. */
  readonly wait: Ms;
}
