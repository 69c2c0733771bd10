import { type Assessor, type Finding, grouped, percent } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

/** Open files of the processes with sockets, and of the host. getrlimit(2), proc_sys_fs(5). */
export const openFiles: Assessor = ({ now }) => {
  const processes = (now.owners?.processes ?? []).flatMap(
    ({ pid, name, openFiles: files }): readonly Finding[] => {
      if (files === null || files.soft === 0) return [];
      const share = files.used / files.soft;
      if (share < thresholds.nearlyFull.value) return [];
      const isFault = share >= thresholds.asGoodAsFull.value;
      return [
        {
          id: "open-files-exhausted",
          level: isFault ? "fault" : "notable",
          weight: Math.min(share, 1),
          subject: `${name} (${pid})`,
          what: isFault
            ? "as good as no open file is left to the process: accept, connect and open fail with EMFILE"
            : "open files of the process run short",
          numbers: `${grouped(files.used)} of ${grouped(files.soft)} (${percent(share)})`,
          threshold: held(
            isFault ? thresholds.asGoodAsFull : thresholds.nearlyFull,
            `${isFault ? 95 : 80} % of the soft limit`,
          ),
          command: `ls /proc/${pid}/fd | wc -l; grep 'open files' /proc/${pid}/limits`,
          advice: [
            `To relieve it now: prlimit --pid ${pid} --nofile=${files.soft * 4}`,
            "Look for what is not closed (CLOSE_WAIT, files), then set LimitNOFILE of its service",
          ],
        },
      ];
    },
  );
  const host = now.limits?.systemFiles ?? null;
  const share = host === null || host.limit === 0 ? 0 : host.used / host.limit;
  if (host === null || share < thresholds.nearlyFull.value) return processes;
  return [
    ...processes,
    {
      id: "system-files-exhausted",
      level: share >= thresholds.asGoodAsFull.value ? "fault" : "notable",
      weight: Math.min(share, 1),
      subject: null,
      what: "open files of the whole host run short: ENFILE",
      numbers: `${grouped(host.used)} of ${grouped(host.limit)} (${percent(share)})`,
      threshold: held(thresholds.nearlyFull, "80 % of fs.file-max"),
      command: "cat /proc/sys/fs/file-nr",
      advice: [`sysctl -w fs.file-max=${host.limit * 2}`],
    },
  ];
};
