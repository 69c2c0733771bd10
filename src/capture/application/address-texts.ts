import { type Packet, packetAddress } from "../../wire/index.ts";

/** Addresses that are remembered. */
const MOST_REMEMBERED = 4_096;

/** Addresses of packets as text: that of IPv4 is made once for many packets, and is one string for all results. */
export class AddressTexts {
  private readonly remembered = new Map<number, string>();

  source(packet: Packet): string {
    return packet.version === 4
      ? this.text(packet.source0, packet, "source")
      : packetAddress(packet, "source");
  }

  destination(packet: Packet): string {
    return packet.version === 4
      ? this.text(packet.destination0, packet, "destination")
      : packetAddress(packet, "destination");
  }

  private text(word: number, packet: Packet, side: "source" | "destination"): string {
    const known = this.remembered.get(word);
    if (known !== undefined) return known;
    const text = packetAddress(packet, side);
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(word, text);
    return text;
  }
}
