import { type Assessor, type Finding, grouped, inState, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

const command = (pid: number) => `ss -tnpo state close-wait | grep pid=${pid},`;
const advice = [
  "Close the socket on every path of the program, errors and timeouts included (finally, defer, using)",
  "To relieve it now: restart the process; its sockets and files are given back",
];

/**
 * CLOSE_WAIT: the peer has closed, this program has not. No timer of the kernel ever ends it. RFC 9293, section 3.6.
 *
 * A leak is what grows without giving any back, or what has lain for a minute in numbers.
 */
export const closeWait: Assessor = (readings) => {
  const { now, before } = readings;
  const ofProcesses = (now.owners?.processes ?? []).flatMap((process): readonly Finding[] => {
    const waiting = inState(process, "CLOSE_WAIT");
    const earlier = before?.owners?.processes.find(({ pid }) => pid === process.pid);
    const growth = earlier === undefined ? null : waiting - inState(earlier, "CLOSE_WAIT");
    const { closeWaitHeld: lying } = process;
    const grows = growth !== null && growth >= thresholds.closeWaitGrowth.value;
    const lies = lying !== null && lying >= thresholds.closeWait.value;
    if (
      !lies &&
      !(grows && waiting >= thresholds.closeWaitGrowth.value) &&
      waiting <= thresholds.closeWait.value
    )
      return [];
    const isFault = lies || (grows && waiting >= thresholds.closeWait.value);
    const files = process.openFiles;
    const share = files === null ? 0 : waiting / files.soft;
    const numbers = [
      `${grouped(waiting)} in CLOSE_WAIT`,
      ...(growth === null ? [] : [`${growth < 0 ? growth : `+${growth}`} in ${spanOf(readings)}`]),
      ...(lying === null || lying === 0
        ? []
        : [`${grouped(lying)} of them silent for over ${now.owners?.heldFor} s`]),
      ...(files === null ? [] : [`${grouped(files.used)} of ${grouped(files.soft)} files open`]),
    ];
    return [
      {
        id: "close-wait-leak",
        level: isFault ? "fault" : "notable",
        weight: Math.max(share, isFault ? 0.5 : 0.3),
        subject: `${process.name} (${process.pid})`,
        what: isFault
          ? "the peers have closed and the program does not: it leaks connections"
          : "many connections that the peers have closed and the program has not yet",
        numbers: numbers.join(", "),
        threshold: held(thresholds.closeWait, "100, and growth or a minute of silence"),
        command: command(process.pid),
        advice,
      },
    ];
  });
  const all = inState(now.owners?.total, "CLOSE_WAIT");
  const seen = (now.owners?.processes ?? []).reduce(
    (sum, process) => sum + inState(process, "CLOSE_WAIT"),
    0,
  );
  const hidden = all - seen;
  if (hidden <= thresholds.closeWait.value) return ofProcesses;
  const earlier = before?.owners;
  const growth =
    earlier == null
      ? null
      : hidden -
        (inState(earlier.total, "CLOSE_WAIT") -
          earlier.processes.reduce((sum, process) => sum + inState(process, "CLOSE_WAIT"), 0));
  const grows = growth !== null && growth >= thresholds.closeWaitGrowth.value;
  return [
    ...ofProcesses,
    {
      id: "close-wait-leak",
      level: grows ? "fault" : "notable",
      weight: 0.4,
      subject: null,
      what: "many connections in CLOSE_WAIT whose process cannot be seen",
      numbers: `${grouped(hidden)} in CLOSE_WAIT${growth === null ? "" : `, ${growth < 0 ? growth : `+${growth}`} in ${spanOf(readings)}`}`,
      threshold: held(thresholds.closeWait),
      command: "sudo ss -tnpo state close-wait",
      advice: ["Run as root to see which process holds them", ...advice],
    },
  ];
};
