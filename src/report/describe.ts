import type { Evidence, EvidenceKind } from "../evidence/index.ts";
import { describeCapture } from "./describe/capture.ts";
import type { Describer, Describers } from "./describe/describer.ts";
import { describeDns } from "./describe/dns.ts";
import { describeHops } from "./describe/hops.ts";
import { describeHost } from "./describe/host.ts";
import { describeHttp } from "./describe/http.ts";
import { describeKernel } from "./describe/kernel.ts";
import { describeKube } from "./describe/kube.ts";
import { describeRequest } from "./describe/request.ts";
import { describeTcp } from "./describe/tcp.ts";
import { describeTls } from "./describe/tls.ts";
import { plain } from "./plain.ts";

/** Every kind's sentence. A new kind gets its line here, in the file of its family. */
const describers: Describers<EvidenceKind> = {
  ...describeRequest,
  ...describeDns,
  ...describeTcp,
  ...describeTls,
  ...describeHttp,
  ...describeHost,
  ...describeKernel,
  ...describeCapture,
  ...describeHops,
  ...describeKube,
};

/**
 * One record as one line of words with its numbers, safe to print. A kind that is not known is named as it is.
 *
 * A value that lacks what its kind must have comes from a file of others; it is said to be so, and hides no other record.
 */
export function describe(record: Evidence): string {
  if (!Object.hasOwn(describers, record.kind)) {
    return `${plain(record.kind)}: a kind that this version does not know`;
  }
  // The kind decides the type of the value.
  const describer = describers[record.kind] as Describer<EvidenceKind>;
  try {
    return plain(describer(record.value as never, record));
  } catch (error) {
    if (error instanceof TypeError) return `${record.kind}: its value does not have the shape of its kind`;
    throw error;
  }
}

/**
 * The same with the place where it was seen, where that is not the one the request starts from: `at web1: no route back to
 * 192.0.2.7`.
 */
export function describeFrom(record: Evidence, client: string): string {
  const told = describe(record);
  return record.vantage === client ? told : `at ${plain(record.vantage)}: ${lowerFirst(told)}`;
}

/** A sentence as it goes on after a colon; a word in capitals, as `TCP`, stays. */
const lowerFirst = (text: string): string =>
  text.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
