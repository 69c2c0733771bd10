/** Types of blocks that matter here. draft-ietf-opsawg-pcapng, section 10.1. */
export const blockType = {
  section: 0x0a0d0d0a,
  interface: 1,
  oldPacket: 2,
  simplePacket: 3,
  statistics: 5,
  packet: 6,
} as const;

/** What a section's header says in its own byte order. */
export const BYTE_ORDER = 0x1a2b3c4d;

/** Octets of a block that are always there: of any block type, length, and the length again. */
export const leastOctets = {
  any: 12,
  section: 28,
  interface: 20,
  statistics: 24,
  simplePacket: 16,
  packet: 32,
} as const;

/** A block without which what follows cannot be read, or with a frame in it. */
export const isNeeded = (type: number): boolean =>
  Object.values(blockType).some((known) => known === type && known !== blockType.statistics);
