/** The connection that a PROXY header speaks of. */
export interface ProxiedConnection {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly family: 4 | 6;
}

/** The text form of the PROXY protocol. proxy-protocol.txt, section 2.1. */
export function writeProxyV1(of: ProxiedConnection): Uint8Array {
  const { source, sourcePort, destination, destinationPort, family } = of;
  return Buffer.from(
    `PROXY TCP${family} ${source} ${destination} ${sourcePort} ${destinationPort}\r\n`,
    "latin1",
  );
}

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const VERSION_2_LOCAL = 0x20;

/**
 * The binary form, command LOCAL: the receiver uses the real addresses of the connection. proxy-protocol.txt, section 2.2.
 *
 *     12 octets signature | 0x20 version 2, LOCAL | 0x00 unspecified | 2 octets length 0
 */
export const writeProxyV2Local = (): Uint8Array => Uint8Array.from([...SIGNATURE, VERSION_2_LOCAL, 0, 0, 0]);
