import type { Packet } from "./packet.ts";

const nothing = new Uint8Array(0);
const nothingView = new DataView(nothing.buffer);

/** A packet for a dissector to fill. */
export function createPacket(): Packet {
  return {
    octets: nothing,
    view: nothingView,
    version: 0,
    source0: 0,
    source1: 0,
    source2: 0,
    source3: 0,
    destination0: 0,
    destination1: 0,
    destination2: 0,
    destination3: 0,
    ttl: 0,
    ipId: -1,
    dontFragment: false,
    trafficClass: 0,
    flowLabel: 0,
    protocol: -1,
    at: 0,
    length: 0,
    captured: 0,
    isReassembled: false,
    isFragment: false,
    vlan: -1,
    tunnels: 0,
    etherType: -1,
  };
}

/** Makes a packet the one of a frame in which nothing has been found yet. */
export function emptyPacket(packet: Packet, octets: Uint8Array, view: DataView): void {
  packet.octets = octets;
  packet.view = view;
  packet.version = 0;
  packet.source0 = 0;
  packet.source1 = 0;
  packet.source2 = 0;
  packet.source3 = 0;
  packet.destination0 = 0;
  packet.destination1 = 0;
  packet.destination2 = 0;
  packet.destination3 = 0;
  packet.ttl = 0;
  packet.ipId = -1;
  packet.dontFragment = false;
  packet.trafficClass = 0;
  packet.flowLabel = 0;
  packet.protocol = -1;
  packet.at = 0;
  packet.length = 0;
  packet.captured = 0;
  packet.isReassembled = false;
  packet.isFragment = false;
  packet.vlan = -1;
  packet.tunnels = 0;
  packet.etherType = -1;
}
