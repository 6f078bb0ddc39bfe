import Link from "next/link";
import { Keys as KeysBook } from "@/components/account/keys";
import { PasswordForm } from "@/components/account/password-form";
import { Section } from "@/components/shell/sheet";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { signUpState } from "@/lib/auth/accounts/sign-up";
import { guestDays } from "@/lib/auth/accounts/sweep";
import { findUser } from "@/lib/auth/users/user";
import type { Person } from "@/lib/auth/viewer";
import { listKeys } from "@/lib/keys/list";
import { modelsFor } from "@/lib/models/offered";
import { purposes } from "@/lib/models/purposes";
import { listedKey } from "./listed-key";

/** Who one is, and the way out. */
export function You({ person: { name, email, role } }: { person: Person }) {
  return (
    <Section title="You">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0 wrap-anywhere">
          <p>{name}</p>
          <p className="text-ink-3">{email ?? `guest, for ${guestDays} days`}</p>
        </div>
        <form method="post" action="/api/auth/signout">
          <input type="hidden" name="callbackUrl" value="/" />
          <Button type="submit">{role === "guest" ? "Leave" : "Sign out"}</Button>
        </form>
      </div>
    </Section>
  );
}

/** What a guest has instead of keys and a password. */
export async function GuestsWay() {
  const state = await signUpState();
  if (state === "closed" || state === "invite") return null;
  return (
    <Section title="Stay">
      <p className="pb-3 text-ink-2">With an account your conversations stay, and so do you.</p>
      <Link href="/sign-in?new=1" className={buttonClass()}>
        Make an account
      </Link>
    </Section>
  );
}

type Shown = { person: Person; timeZone: string };

/** The keys of one's programs. */
export async function Keys({ person, timeZone }: Shown) {
  const { data } = await listKeys({ viewer: person, input: { limit: 200 } });
  const now = Date.now();
  const keys = data.map((key) => listedKey(key, { now, timeZone }));
  const models = modelsFor(person, "chat").map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Section title="Keys" note="for your programs, on your allowances">
      <KeysBook
        keys={keys}
        purposes={purposes()}
        models={models}
        timeZone={timeZone}
        empty={
          <Empty title="No keys">
            A key lets a program ask in your name. It sends it as Authorization: Bearer, and what it
            spends comes out of your allowances.
          </Empty>
        }
      />
    </Section>
  );
}

export async function Password({ person }: { person: Person }) {
  const { passwordHash } = await findUser(person.userId);
  return (
    <Section title="Password">
      <PasswordForm has={passwordHash !== null} />
    </Section>
  );
}
