import type { HandProof } from "../../scenario.ts";

/**
 * Asks the first nameserver of resolv.conf over a UDP socket that is not connected, and prints who answers. dig(1) connects its socket, so that it
 * sees nothing of an answer from elsewhere.
 */
export function answersElsewhere(name: string): HandProof {
  const script = `import socket, sys
name = sys.argv[1]
address = next(line.split()[1] for line in open("/etc/resolv.conf") if line.startswith("nameserver"))
labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asker.settimeout(2)
asker.sendto(bytes.fromhex("4c4101000001000000000000") + labels + bytes.fromhex("0000010001"), (address, 53))
source = asker.recvfrom(4096)[1][0]
print("asked", address, "answered by", "the same" if source == address else "another: " + source)`;
  return { argv: ["python3", "-c", script, name], faultShows: /answered by another/ };
}
