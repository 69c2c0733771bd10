import type { KubeFinding, LoggedComplaint } from "../../evidence/index.ts";
import { NEWS } from "../components/read-complaints.ts";
import type { ComponentSeen } from "./read-components.ts";
import type { KubeWorld } from "./world.ts";

/** What is said of one kind of complaint. */
interface Said {
  readonly id: string;
  /** Traffic is lost while it goes on. */
  readonly isFault: boolean;
  what(complaint: LoggedComplaint): string;
  readonly advice: string;
}

const toOf = ({ addresses }: LoggedComplaint): string =>
  addresses.length === 0 ? "" : ` to ${addresses.join(", ")}`;

const dns: Readonly<Partial<Record<LoggedComplaint["kind"], Said>>> = {
  loop: {
    id: "dns-loop",
    isFault: true,
    what: () => "its questions come back to itself, and it ends for it",
    advice:
      "Name a resolver outside of the cluster in forward: the node's resolv.conf names the node's own stub (127.0.0.53)",
  },
  upstream: {
    id: "dns-upstream-fails",
    // A part of them, or one server of several: what is lost cannot be told from here.
    isFault: false,
    what: (complaint) => `${complaint.count} of its questions${toOf(complaint)} got no answer`,
    advice:
      "Ask those servers from a CoreDNS Pod's node and from a Pod: names outside of the cluster hang on them",
  },
  api: {
    id: "dns-api-fails",
    isFault: false,
    what: (complaint) => `it could not read the cluster's Services${toOf(complaint)}`,
    advice: "Look whether Pods reach the API's Service (default/kubernetes) and what its account may list",
  },
};

const proxy: Readonly<Partial<Record<LoggedComplaint["kind"], Said>>> = {
  sync: {
    id: "proxy-sync-fails",
    isFault: true,
    what: () => "the kernel does not take its rules, so that Services change and this node does not",
    advice:
      "Read the line in its log: a missing kernel module, another version of iptables or nft, or another owner of its chains",
  },
  api: {
    id: "proxy-api-fails",
    isFault: false,
    what: (complaint) => `it could not read the cluster's Services${toOf(complaint)}`,
    advice: "Look whether this node reaches the API, and what the account of kube-proxy may list",
  },
};

/** What the DNS and kube-proxy say of themselves in their logs. */
export function judgeComponents({ complaints }: Pick<KubeWorld, "complaints">): readonly KubeFinding[] {
  return complaints.flatMap((seen) =>
    seen.complaints.flatMap((complaint): readonly KubeFinding[] => {
      const said = (seen.component === "dns" ? dns : proxy)[complaint.kind];
      if (said === undefined) return [];
      const [namespace, name] = seen.pod.split("/");
      return [
        {
          id: said.id,
          level: said.isFault && goesOn(seen, complaint.kind) ? "fault" : "note",
          subject: `Pod ${seen.pod}`,
          what: `${said.what(complaint)} (its log of the last ${NEWS / 60} minutes, ${complaint.count} ${complaint.count === 1 ? "line" : "lines"}: ${complaint.text})`,
          objects: [],
          command: `kubectl -n ${namespace} logs ${name} --since ${NEWS / 60}m --timestamps`,
          advice: said.advice,
        },
      ];
    }),
  );
}

/** A loop ends CoreDNS each time it starts; what is tried again and again has failed more than once just now. */
const goesOn = ({ current, isReady }: ComponentSeen, kind: LoggedComplaint["kind"]): boolean =>
  kind === "loop" ? !isReady : current.some((one) => one.kind === kind && one.count > 1);
