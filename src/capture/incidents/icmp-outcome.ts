import { familyOf } from "../../base/index.ts";
import type { CapturedFlow, IcmpAnswer, TcpConnectOutcome } from "../../evidence/index.ts";

/** What an ICMP error makes of a connection that is being tried. */
interface IcmpOutcome {
  readonly outcome: Extract<TcpConnectOutcome, "refused" | "unreachable" | "prohibited">;
  /** What the client's kernel makes of it. */
  readonly errno: string;
  readonly icmp: IcmpAnswer;
  readonly error: CapturedFlow["icmpErrors"][number];
}

/** RFC 792, RFC 1812; as Linux's icmp_err_convert reads them. Packet too big (4) ends nothing. */
const unreachable4: Readonly<Record<number, readonly [IcmpOutcome["outcome"], string]>> = {
  0: ["unreachable", "ENETUNREACH"],
  1: ["unreachable", "EHOSTUNREACH"],
  2: ["refused", "ENOPROTOOPT"],
  3: ["refused", "ECONNREFUSED"],
  5: ["unreachable", "EOPNOTSUPP"],
  6: ["unreachable", "ENETUNREACH"],
  7: ["unreachable", "EHOSTDOWN"],
  8: ["unreachable", "ENONET"],
  9: ["prohibited", "ENETUNREACH"],
  10: ["prohibited", "EHOSTUNREACH"],
  11: ["unreachable", "ENETUNREACH"],
  12: ["unreachable", "EHOSTUNREACH"],
  13: ["prohibited", "EHOSTUNREACH"],
  14: ["prohibited", "EHOSTUNREACH"],
  15: ["prohibited", "EHOSTUNREACH"],
};

/** RFC 4443, section 3.1; as Linux's icmpv6_err_convert reads them. */
const unreachable6: Readonly<Record<number, readonly [IcmpOutcome["outcome"], string]>> = {
  0: ["unreachable", "ENETUNREACH"],
  1: ["prohibited", "EACCES"],
  2: ["unreachable", "EHOSTUNREACH"],
  3: ["unreachable", "EHOSTUNREACH"],
  4: ["refused", "ECONNREFUSED"],
  5: ["prohibited", "EACCES"],
  6: ["prohibited", "EACCES"],
};

/** Types by family: destination unreachable, and time exceeded. RFC 792, RFC 4443. */
const types = { 4: [3, 11], 6: [1, 3] } as const;

/** The first ICMP error that ends the trying of a connection, and what the client makes of it; `null` where none does. */
export function icmpOutcome({ icmpErrors, server }: CapturedFlow): IcmpOutcome | null {
  const family = familyOf(server.address);
  const [unreachable, exceeded] = types[family];
  const words = family === 6 ? unreachable6 : unreachable4;
  for (const error of icmpErrors) {
    if (error.quotes !== "client") continue;
    const word = error.type === unreachable ? words[error.code] : undefined;
    const [outcome, errno] = word ?? [null, null];
    const { from, type, code } = error;
    const icmp = { from, isFromTarget: from === server.address, type, code };
    if (outcome !== null) return { outcome, errno, icmp, error };
    if (error.type === exceeded) return { outcome: "unreachable", errno: "EHOSTUNREACH", icmp, error };
  }
  return null;
}
