import type { Reader } from "../reader.ts";
import { readCertificateSymptom } from "./certificate-symptom.ts";
import { readClock } from "./clock.ts";
import { readHandshakeSymptom } from "./handshake-symptom.ts";
import { readLateHandshake } from "./late-handshake.ts";
import { besideLogins } from "./of-database.ts";
import { readOtherName } from "./other-name.ts";
import { readRefusal } from "./refusal.ts";
import { readRefusedInAnswer } from "./refused-in-answer.ts";
import { readVariants } from "./variant.ts";

/** Readers of handshakes, certificates and clocks. */
export const tlsReaders: readonly Reader[] = [
  readHandshakeSymptom,
  readCertificateSymptom,
  readRefusal,
  readRefusedInAnswer,
  readLateHandshake,
  readVariants,
  readOtherName,
  readClock,
].map(besideLogins);
