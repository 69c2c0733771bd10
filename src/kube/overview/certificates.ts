import type { EpochMs } from "../../base/index.ts";
import type { KubeFinding } from "../../evidence/index.ts";
import { type CertificateSeen, longestOf } from "./certificate.ts";
import type { KubeWorld } from "./world.ts";

const DAY = 86_400_000;

/** A certificate that is renewed by itself is so with a tenth of its life left at the latest: kubelets do at 70 to 90 %, cert-manager at two thirds. */
const LAST_PART = 0.1;

/** One that people renew by hand can wait until so long before its end. */
const SOON = 30 * DAY;

/** Certificates that have expired, or that nobody has renewed when it was time. */
export function judgeCertificates({
  certificates,
  webhooks,
  now,
}: Pick<KubeWorld, "certificates" | "webhooks" | "now">): readonly KubeFinding[] {
  const authorities = (webhooks?.all ?? []).flatMap(({ name, kind, caBundle, fails }) => {
    const longest = caBundle === null ? null : longestOf(caBundle);
    const command = `kubectl get ${kind.toLowerCase()} ${name.split("/")[0]} -o yaml`;
    return longest === null
      ? []
      : [{ certificate: { ...longest, of: `authority of webhook ${name}`, command }, fails }];
  });
  const shown = certificates.map((certificate) => ({
    certificate,
    // The API server does not verify a kubelet that has signed its own, unless it is told whom to trust.
    fails: !(certificate.isSelfSigned && certificate.of.startsWith("kubelet")),
  }));
  return [...shown, ...authorities].flatMap(({ certificate, fails }) => judge(certificate, { fails, now }));
}

function judge(
  { of, notBefore, notAfter, command }: CertificateSeen,
  { fails, now }: { readonly fails: boolean; readonly now: EpochMs },
): readonly KubeFinding[] {
  const left = notAfter - now;
  const common = { level: fails ? ("fault" as const) : ("note" as const), objects: [], command };
  const until = new Date(notAfter).toISOString().slice(0, 16).replace("T", " ");
  const subject = `Certificate of ${of}`.replace("Certificate of authority", "Authority");
  if (left <= 0)
    return [
      {
        id: "certificate-expired",
        ...common,
        subject,
        what: `expired ${agoOf(-left)} ago, on ${until} UTC`,
        advice: "Renew it, and restart what shows it",
      },
    ];
  if (left > SOON || left > LAST_PART * (notAfter - notBefore)) return [];
  return [
    {
      id: "certificate-near-expiry",
      ...common,
      subject,
      what: `expires in ${agoOf(left)}, on ${until} UTC, and has less than a tenth of its life left`,
      advice: "See why it was not renewed, and renew it",
    },
  ];
}

const agoOf = (span: number): string => {
  const days = Math.floor(span / DAY);
  return days >= 2 ? `${days} days` : `${Math.max(1, Math.floor(span / 3_600_000))} hours`;
};
