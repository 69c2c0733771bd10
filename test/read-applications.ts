import { type CapturedApplications, createApplications } from "../src/capture/application/index.ts";
import { CaptureAnalysis } from "../src/capture/index.ts";
import { createFrameReader } from "../src/wire/index.ts";

/** What the connections and datagrams of a capture in memory carry. */
export function readApplications(octets: Uint8Array): CapturedApplications {
  const applications = createApplications();
  const analysis = new CaptureAnalysis({ applications });
  const reader = createFrameReader(octets.subarray(0, 4_096));
  for (let at = 0; reader !== null && !reader.isOver; ) {
    const part = octets.subarray(at, at + Math.min(1_048_576, reader.room().length));
    reader.room().set(part);
    reader.filled(part.length);
    at += part.length;
    analysis.read(reader);
  }
  return applications.finish();
}
