import type { CaptureQuality, Gap } from "../evidence/index.ts";

/** What a capture cannot show for its own reasons: each is a limit of the observer, and none a fault of the network. */
export function captureGaps(quality: CaptureQuality, sessionsUnderTls = 0): readonly Gap[] {
  const { file, frames, cutFrames, dropped, missedSegments, oneDirectionFlows, damage } = quality;
  const { duplicateFrames, misorderedFrames, clockSetBack, clockLeaps, flowsLeftOut, fragments } = quality;
  const gaps: (Gap | null)[] = [
    sessionsUnderTls > 0
      ? {
          ...gap(
            `the login and the requests of ${sessionsUnderTls} database ${sessionsUnderTls === 1 ? "session" : "sessions"}, which are under TLS`,
            "not-asked",
            "the database's own log, or a capture behind what ends TLS",
          ),
          boundary: "database" as const,
        }
      : null,
    damage === null
      ? null
      : gap(
          `${file} from octet ${damage.fileOffset} on: ${damage.what}`,
          "unreadable",
          "capture again, or copy the file again; what lies before is judged",
        ),
    dropped !== null && dropped > 0
      ? gap(
          `${dropped} frames that the capturing kernel dropped`,
          "bounded",
          "tcpdump -B 16384 -s 128, or a filter for the hosts in question",
        )
      : null,
    missedSegments > 0
      ? gap(
          `${missedSegments} segments that were acknowledged and are not in ${file}: the capture lost them, not the network`,
          "bounded",
          "tcpdump -B 16384, or a mirror port with room for both directions",
        )
      : null,
    oneDirectionFlows > 0
      ? gap(
          `the other direction of ${oneDirectionFlows} connections`,
          "not-asked",
          "capture where both directions pass, with a filter for both: tcpdump host ADDRESS",
        )
      : null,
    cutFrames > 0
      ? gap(`the end of ${cutFrames} of ${frames} frames (snap length)`, "bounded", "tcpdump -s 0")
      : null,
    duplicateFrames > 0
      ? gap(
          `${duplicateFrames} frames once more: they were captured twice, and count once`,
          "bounded",
          "editcap -d, or capture on one interface or one direction of the mirror port",
        )
      : null,
    misorderedFrames > 0
      ? gap(
          `the order of ${misorderedFrames} frames, which stand behind later ones`,
          "bounded",
          "reordercap FILE SORTED: what its flags say of order is the file's",
        )
      : null,
    clockSetBack + clockLeaps > 0
      ? gap(
          `times across ${clockSetBack + clockLeaps} steps of the capturing clock`,
          "bounded",
          "keep the clock with chrony or ntpd, which slew it, while capturing",
        )
      : null,
    flowsLeftOut > 0
      ? gap(
          `${flowsLeftOut} connections: more than are kept in detail`,
          "bounded",
          "cut the file: editcap -A -B",
        )
      : null,
    fragments > 0
      ? gap(
          `what ${fragments} fragments carry that never were whole`,
          "bounded",
          "capture all fragments: ip host ADDRESS",
        )
      : null,
  ];
  return gaps.filter((one) => one !== null);
}

const gap = (needs: string, reason: Gap["reason"], allowBy: string): Gap => ({
  boundary: "client",
  needs,
  reason,
  allowBy,
});
