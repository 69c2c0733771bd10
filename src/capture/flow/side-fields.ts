import type { FlowSide } from "../../evidence/index.ts";
import type { Copies } from "./copies.ts";
import type { Holes } from "./holes.ts";
import type { LongestPause } from "./pauses.ts";
import { SideTimes } from "./side-times.ts";
import type { OtherTtls } from "./ttls.ts";

/**
 * What is known of an end beside times. Fields lie in memory in this order: first those that each packet changes, so that they are few lines
 * of a processor's cache.
 */
export class SideFields extends SideTimes {
  /** The last packet. */
  lastFrame = 0;
  lastIpId = -1;
  ipIdBefore = -1;
  lastTtl = -1;
  lastSequence = 0;
  lastAck = 0;
  lastData = 0;
  lastBits = 0;
  lastWindow = 0;
  lastIsKeepAlive = false;
  packets = 0;
  wireOctets = 0;
  dataOctets = 0;
  /** Behind the highest octet seen, and the highest acknowledgement sent. */
  next = 0;
  ack = 0;
  hasNext = false;
  hasAck = false;
  /** The first time to live but for resets and the SYN, how many packets had it, and the first of them. */
  ttl = -1;
  ttlCount = 0;
  ttlFrame = 0;
  /** What few flows have is made when it is needed. */
  holes: Holes | null = null;
  copies: Copies | null = null;
  mss = -1;
  lastDataFrame = 0;
  mostInFlight = 0;
  largestAcknowledged = 0;
  protected timedEnd = 0;
  protected largerEnd = 0;
  protected larger = 0;
  rttSamples = 0;
  otherTtls: OtherTtls | null = null;
  /** The flags of all its frames, as a mask. */
  flags = 0;
  synTtl = -1;
  synFrame = 0;
  scale = -1;
  usesSack = false;
  usesTimestamps = false;
  lostBehind = 0;
  duplicateFrames = 0;
  superFrames = 0;
  congestionMarks = 0;
  congestionEchoes = 0;
  closedWindow: LongestPause | null = null;
  closedFrame = 0;
  thinking: LongestPause | null = null;
  /** The last data of the other end before the first of this one. */
  askedFrame = 0;
  keepAlives = 0;
  firstDataFrame = 0;
  finFrame = 0;
  beganWith: FlowSide["beganWith"] = null;
}
