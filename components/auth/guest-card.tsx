import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { Button, buttonClass } from "../ui/button";
import { AsideTitle, tall } from "./entrance";

/** What a guest finds, in lines of words and figures. */
export type GuestLines = { what: string; lines: [string, string][] };

/** "Try it as a guest": what it is, and one button. */
export function GuestCard({
  offer,
  callbackUrl,
  hint,
}: {
  offer: GuestLines;
  callbackUrl: string;
  hint: string | null;
}) {
  return (
    <>
      <AsideTitle>Try it as a guest</AsideTitle>
      <p className="mt-2 text-ink-2">{offer.what}</p>
      <dl className="my-4 border-b border-rule">
        {offer.lines.map(([term, value], at) => (
          <div key={term} className="flex justify-between gap-4 border-t border-rule py-2">
            <dt>{term}</dt>
            <dd className={at === 0 ? "font-strong" : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      <form method="post" action="/api/auth/callback/guest">
        <input type="hidden" name="callbackUrl" value={callbackUrl} />
        <Button type="submit" className={tall}>
          Start as a guest <ArrowRight />
        </Button>
      </form>
      {hint && <p className="mt-3 text-sm text-ink-3">{hint}</p>}
    </>
  );
}

/** For a guest who came back to this page: who they are, and the way on. */
export function GuestIsIn({ name, hint }: { name: string; hint: string | null }) {
  return (
    <>
      <AsideTitle>You are {name}</AsideTitle>
      <p className="mt-2 mb-4 text-ink-2">
        This browser keeps your conversations for 7 days from your first visit.
      </p>
      <Link href="/" className={`${buttonClass()} ${tall}`}>
        Back to your conversations <ArrowRight />
      </Link>
      {hint && <p className="mt-3 text-sm text-ink-3">{hint}</p>}
    </>
  );
}
