import type { Assembler, Label } from "./assembler.ts";

/** Where the parts of a frame lie. */
export interface Place {
  /** Of the EtherType, or the kernel's own word for it. */
  readonly typeAt: number;
  /** Of the network header. */
  readonly network: number;
  /** Of a VLAN tag in the frame; `null` where the kernel has taken it out. */
  readonly tagAt: number | null;
}

/** A program that is being written, and where it goes on when a condition holds and when it does not. */
export interface Exits {
  readonly program: Assembler;
  readonly place: Place;
  readonly yes: Label;
  readonly no: Label;
}

/** What the kernel knows of a packet besides its octets (`SKF_AD_OFF`). linux/filter.h */
export const ancillary = {
  protocol: 0xfffff000,
  packetType: 0xfffff004,
  interface: 0xfffff008,
  vlanTag: 0xfffff02c,
  vlanPresent: 0xfffff030,
} as const;

/** Codes of instructions. linux/bpf_common.h */
export const bpf = {
  loadWord: 0x20,
  loadHalf: 0x28,
  loadOctet: 0x30,
  /** Octets of the IPv4 header at a place, into the index. */
  indexHeader: 0xb1,
  /** 2 octets at the index and a place. */
  loadIndexedHalf: 0x48,
  and: 0x54,
  equal: 0x15,
  above: 0x25,
  atLeast: 0x35,
  anyBit: 0x45,
  end: 0x06,
} as const;

/** EtherTypes. */
export const types = { ip: 0x0800, arp: 0x0806, ip6: 0x86dd } as const;
