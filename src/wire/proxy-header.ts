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
